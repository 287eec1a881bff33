use super::Hash;
use super::change::Change;
use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};

/// Ends a session on the server.
///
/// # Errors
/// When the database is away.
pub async fn delete(engine: &Engine, id_hash: Hash) -> Result<()> {
    let mut change = Change::of(engine, vec![id_hash]).await;
    let tx = PlatformTx::begin(engine).await?;
    let gone = tx.execute("delete from session where id_hash = $1", [id_hash.to_vec().into()]).await?;
    if gone > 0 {
        change.settle(engine, &tx, &[id_hash]).await?;
    }
    tx.commit().await?;
    change.done(engine).await;
    Ok(())
}

/// Forgets sessions that have run out; Redis has forgotten them by itself.
///
/// # Errors
/// When the database is away.
pub async fn delete_expired(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let gone = tx.execute("delete from session where expires_at <= now()", []).await?;
    tx.commit().await?;
    Ok(gone)
}
