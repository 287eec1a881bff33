use super::ended::ended;
use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use domain::id::{JobId, TenantId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    tenant_id: i64,
}

/// Puts jobs whose lease ran out back to wait, in the place they had, or ends them when their attempts are spent; answers
/// how many.
///
/// Heartbeats keep a living worker's lease in the future however long its steps are, so only dead or frozen workers lose
/// theirs; the new claim's fence keeps a frozen one from writing when it wakes.
///
/// # Errors
/// When the database is away.
pub async fn rescue(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let rows: Vec<Row> = tx
        .all(
            "with lost as (
                 select id from job where state = 'running' and lease_until < statement_timestamp()
                 order by lease_until limit 100 for update skip locked),
             freed as (
                 update job j set
                     state = case when j.cancel_requested_at is not null then 'cancelled'
                                  when j.attempt >= j.max_attempts then 'failed' else 'waiting' end,
                     finished_at = case when j.cancel_requested_at is not null or j.attempt >= j.max_attempts
                                        then clock_timestamp() end,
                     lease_until = null, fence = j.fence + 1,
                     error = 'The worker ' || j.node || ' stopped answering.', version = j.version + 1
                 from lost where j.id = lost.id
                 returning j.id, j.tenant_id, j.attempt, j.error),
             noted as (
                 update job_attempt a set ended_at = clock_timestamp(), ended_as = 'lost', error = f.error
                 from freed f where a.tenant_id = f.tenant_id and a.job_id = f.id and a.attempt = f.attempt)
             select id, tenant_id from freed",
            [],
        )
        .await?;
    let jobs: Vec<(TenantId, JobId)> = rows.iter().map(|row| (TenantId(row.tenant_id), JobId(row.id))).collect();
    let aftermath = ended(&tx, &jobs).await?;
    tx.commit().await?;
    for (_, job) in &jobs {
        tracing::warn!(%job, "a job's lease ran out; it waits for another worker");
    }
    aftermath.announce(engine).await;
    Ok(jobs.len() as u64)
}
