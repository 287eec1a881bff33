use super::change::Change;
use super::{About, Hash, Record};
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
    save_of(engine, id_hash, &About { user, ..About::default() }, record, must_be_new).await
}

/// The same, with what is known of where the session comes from; what is not known stays as it was.
///
/// # Errors
/// When the database is away.
pub async fn save_of(
    engine: &Engine,
    id_hash: Hash,
    about: &About,
    record: &Record,
    must_be_new: bool,
) -> Result<bool> {
    let values: [Value; 8] = [
        id_hash.to_vec().into(),
        about.user.map(|user| user.0).into(),
        record.data.clone().into(),
        record.expires_at.into(),
        about.signed_in_at.into(),
        about.used_at.into(),
        about.agent.clone().into(),
        about.address.clone().into(),
    ];
    if must_be_new {
        let tx = PlatformTx::begin(engine).await?;
        let insert = "insert into session (id_hash, user_id, data, expires_at, signed_in_at, used_at, agent, address)
                      values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing";
        let written = tx.execute(insert, values).await?;
        tx.commit().await?;
        return Ok(written > 0);
    }
    let mut change = Change::of(engine, vec![id_hash]).await;
    let tx = PlatformTx::begin(engine).await?;
    let update = "update session set user_id = $2, data = $3, expires_at = $4,
                      signed_in_at = coalesce($5, signed_in_at), used_at = coalesce($6, used_at),
                      agent = coalesce($7, agent), address = coalesce($8, address)
                  where id_hash = $1 and expires_at > now()";
    let written = tx.execute(update, values).await?;
    if written > 0 {
        change.settle(engine, &tx, &[id_hash]).await?;
    }
    tx.commit().await?;
    change.done(engine).await;
    Ok(written > 0)
}
