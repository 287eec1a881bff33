//! Browser sessions in PostgreSQL. What is stored under an id is its SHA-256: a dump of the table signs nobody in.

use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use domain::id::UserId;
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

/// A session as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Record {
    /// The session's values, in whatever form the caller keeps them.
    pub data: Vec<u8>,
    pub expires_at: OffsetDateTime,
}

/// The live session with this id hash; an expired one is none.
///
/// # Errors
/// When the database is away.
pub async fn load(engine: &Engine, id_hash: [u8; 32]) -> Result<Option<Record>> {
    let tx = PlatformTx::begin(engine).await?;
    let record = tx
        .one(
            "select data, expires_at from session where id_hash = $1 and expires_at > now()",
            [id_hash.to_vec().into()],
        )
        .await?;
    tx.commit().await?;
    Ok(record)
}

/// Writes a session; `false` when `must_be_new` and the id hash is taken, or when not and it is gone or past its time: a
/// session that has ended does not come back by a late save.
///
/// # Errors
/// When the database is away.
pub async fn save(
    engine: &Engine,
    id_hash: [u8; 32],
    user: Option<UserId>,
    record: &Record,
    must_be_new: bool,
) -> Result<bool> {
    let sql = if must_be_new {
        "insert into session (id_hash, user_id, data, expires_at) values ($1, $2, $3, $4) on conflict do nothing"
    } else {
        "update session set user_id = $2, data = $3, expires_at = $4 where id_hash = $1 and expires_at > now()"
    };
    let tx = PlatformTx::begin(engine).await?;
    let written = tx
        .execute(
            sql,
            [
                id_hash.to_vec().into(),
                user.map(|user| user.0).into(),
                record.data.clone().into(),
                record.expires_at.into(),
            ],
        )
        .await?;
    tx.commit().await?;
    Ok(written > 0)
}

/// Ends a session on the server.
///
/// # Errors
/// When the database is away.
pub async fn delete(engine: &Engine, id_hash: [u8; 32]) -> Result<()> {
    let tx = PlatformTx::begin(engine).await?;
    tx.execute("delete from session where id_hash = $1", [id_hash.to_vec().into()]).await?;
    tx.commit().await
}

/// Forgets sessions that have run out, and sign-in attempts nobody counts any more.
///
/// # Errors
/// When the database is away.
pub async fn delete_expired(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let gone = tx.execute("delete from session where expires_at <= now()", []).await?;
    tx.commit().await?;
    crate::user::forget_old_attempts(engine).await?;
    Ok(gone)
}
