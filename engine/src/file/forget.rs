use super::Holds;
use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, TenantTx, Tx};
use domain::id::FileId;

/// Files forgotten at once: each takes its pieces with it, of which a large export has thousands.
const AT_ONCE: i64 = 5;

/// A job that is not ended still needs its file.
const IDLE: &str = "not exists (select 1 from job j where j.tenant_id = f.tenant_id and j.id = f.job_id
    and j.finished_at is null)";

/// Forgets a file's bytes once they have been read to the end; its facts stay.
pub(crate) async fn forget_bytes(tx: &TenantTx, id: FileId) -> Result<()> {
    tx.execute("delete from stored_file_chunk where tenant_id = $1 and file_id = $2", [tx.tenant(), id.0.into()])
        .await?;
    Ok(())
}

/// Forgets an upload that nothing came of.
pub(crate) async fn forget_upload(tx: &TenantTx, holds: Holds, id: FileId) -> Result<()> {
    tx.execute(
        "delete from stored_file where tenant_id = $1 and id = $2 and purpose = 'upload' and job_id is null
             and expires_at is not null and holds = $3",
        [tx.tenant(), id.0.into(), holds.as_str().into()],
    )
    .await?;
    Ok(())
}

/// Forgets files that were begun a day ago or longer and are not whole, unless a job still writes them: a process that was
/// killed could not tidy up, and a job that was given up leaves its part behind for a retry.
pub(crate) async fn forget_unfinished(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let sql =
        format!("delete from stored_file f where sha256 is null and created_at < now() - interval '1 day' and {IDLE}");
    let gone = tx.execute(&sql, []).await?;
    tx.commit().await?;
    Ok(gone)
}

/// Forgets some of the files whose time is over; answers how many.
pub(crate) async fn forget_expired(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let sql = format!(
        "delete from stored_file where (tenant_id, id) in (
             select tenant_id, id from stored_file f where expires_at < now() and {IDLE} order by expires_at limit $1)"
    );
    let gone = tx.execute(&sql, [AT_ONCE.into()]).await?;
    tx.commit().await?;
    Ok(gone)
}
