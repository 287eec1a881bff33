use super::change::Change;
use super::{About, Hash, Held};
use crate::Engine;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use domain::id::UserId;
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

#[derive(FromQueryResult)]
struct Row {
    id_hash: Vec<u8>,
    created_at: OffsetDateTime,
    expires_at: OffsetDateTime,
    signed_in_at: Option<OffsetDateTime>,
    used_at: Option<OffsetDateTime>,
    agent: Option<String>,
    address: Option<String>,
}

#[derive(FromQueryResult)]
struct Ended {
    id_hash: Vec<u8>,
}

/// The live sessions of a person, the newest first.
///
/// # Errors
/// When the database is away.
pub async fn sessions_of(engine: &Engine, user: UserId) -> Result<Vec<Held>> {
    let tx = PlatformTx::begin(engine).await?;
    let rows: Vec<Row> = tx
        .all(
            "select id_hash, created_at, expires_at, signed_in_at, used_at, agent, address
             from session where user_id = $1 and expires_at > now()
             order by created_at desc, id_hash",
            [user.0.into()],
        )
        .await?;
    tx.commit().await?;
    rows.into_iter()
        .map(|row| {
            let about = About {
                user: Some(user),
                signed_in_at: row.signed_in_at,
                used_at: row.used_at,
                agent: row.agent,
                address: row.address,
            };
            Ok(Held { id_hash: hash(row.id_hash)?, created_at: row.created_at, expires_at: row.expires_at, about })
        })
        .collect()
}

/// Ends every session of a person on the server but `except`, and says how many that were.
///
/// # Errors
/// When the database is away.
pub async fn delete_all_of(engine: &Engine, user: UserId, except: Option<Hash>) -> Result<usize> {
    let ending = EndingAll::of(engine, user, except).await?;
    let tx = PlatformTx::begin(engine).await?;
    let (ended, ending) = ending.write(engine, &tx).await?;
    tx.commit().await?;
    ending.done(engine).await;
    Ok(ended)
}

/// The end of a person's sessions as a part of somebody else's transaction: [`EndingAll::of`] before it begins,
/// [`EndingAll::write`] as its last statement, [`EndingAll::done`] after its commit.
pub(crate) struct EndingAll {
    change: Change,
    user: UserId,
    except: Option<Hash>,
}

impl EndingAll {
    /// Tells Redis which sessions are going to end.
    pub(crate) async fn of(engine: &Engine, user: UserId, except: Option<Hash>) -> Result<Self> {
        let ids = sessions_of(engine, user).await?.into_iter().map(|held| held.id_hash);
        let ids = ids.filter(|id| Some(*id) != except).collect();
        Ok(Self { change: Change::of(engine, ids).await, user, except })
    }

    /// Ends them in `tx`, also those that began after the others were marked.
    pub(crate) async fn write(mut self, engine: &Engine, tx: &impl Tx) -> Result<(usize, Self)> {
        let ended: Vec<Ended> = tx
            .all(
                "delete from session where user_id = $1 and id_hash is distinct from $2 and expires_at > now()
                 returning id_hash",
                [self.user.0.into(), self.except.map(|id| id.to_vec()).into()],
            )
            .await?;
        let ended = ended.into_iter().map(|row| hash(row.id_hash)).collect::<Result<Vec<Hash>>>()?;
        if !ended.is_empty() {
            self.change.settle(engine, tx, &ended).await?;
        }
        Ok((ended.len(), self))
    }

    /// Finishes, after the commit.
    pub(crate) async fn done(self, engine: &Engine) {
        self.change.done(engine).await;
    }
}

fn hash(stored: Vec<u8>) -> Result<Hash> {
    stored.try_into().map_err(|_| Error::Internal("a stored session's id hash has not 32 bytes".into()))
}
