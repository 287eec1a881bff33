use super::change::Change;
use super::{Hash, Record};
use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use domain::id::UserId;
use sea_orm::Value;

/// Writes a session; `false` when `must_be_new` and the id hash is taken, or when not and it is gone or past its time: a
/// session that has ended does not come back by a late save.
///
/// # Errors
/// When the database is away.
pub async fn save(
    engine: &Engine,
    id_hash: Hash,
    user: Option<UserId>,
    record: &Record,
    must_be_new: bool,
) -> Result<bool> {
    let values: [Value; 4] =
        [id_hash.to_vec().into(), user.map(|user| user.0).into(), record.data.clone().into(), record.expires_at.into()];
    if must_be_new {
        let tx = PlatformTx::begin(engine).await?;
        let insert =
            "insert into session (id_hash, user_id, data, expires_at) values ($1, $2, $3, $4) on conflict do nothing";
        let written = tx.execute(insert, values).await?;
        tx.commit().await?;
        return Ok(written > 0);
    }
    let mut change = Change::of(engine, vec![id_hash]).await;
    let tx = PlatformTx::begin(engine).await?;
    let update =
        "update session set user_id = $2, data = $3, expires_at = $4 where id_hash = $1 and expires_at > now()";
    let written = tx.execute(update, values).await?;
    if written > 0 {
        change.settle(engine, &tx, &[id_hash]).await?;
    }
    tx.commit().await?;
    change.done(engine).await;
    Ok(written > 0)
}
