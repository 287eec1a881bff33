//! How a run ends other than by its last step: failed, cancelled, handed back. Each is fenced.

use super::claim::Claimed;
use super::ended::{Aftermath, ended};
use super::step::StepError;
use crate::Engine;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use std::time::Duration;

/// The longest wait between two attempts.
const BACKOFF_MAX: Duration = Duration::from_secs(600);

/// Closes the attempt's row; call it in the transaction that ends the run.
pub(crate) async fn close_attempt(tx: &TenantTx, job: &Claimed, ended_as: &str, error: Option<&str>) -> Result<()> {
    tx.execute(
        "update job_attempt set ended_at = clock_timestamp(), ended_as = $4, error = $5
         where tenant_id = $1 and job_id = $2 and attempt = $3 and ended_at is null",
        [tx.tenant(), job.id.0.into(), job.attempt.into(), ended_as.into(), error.map(str::to_owned).into()],
    )
    .await?;
    Ok(())
}

/// Ends a run that failed: to be retried after a while, or for good. Somebody who cancelled it meanwhile has his way.
pub(crate) async fn fail(engine: &Engine, job: &Claimed, error: &StepError) -> Result<Aftermath> {
    let for_good = matches!(error, StepError::Never(_)) || job.attempt >= job.max_attempts;
    let text: String = error.to_string().replace('\0', "").chars().take(2_000).collect();
    let tx = TenantTx::begin(engine, &job.scope()).await?;
    let mine = tx
        .execute(
            "update job set
                 state = case when cancel_requested_at is not null then 'cancelled'
                              when $4 then 'failed' else 'retrying' end,
                 finished_at = case when cancel_requested_at is not null or $4 then clock_timestamp() end,
                 error = $5, lease_until = null, run_at = clock_timestamp() + make_interval(secs => $6),
                 version = version + 1
             where tenant_id = $1 and id = $2 and fence = $3 and state = 'running'",
            [
                tx.tenant(),
                job.id.0.into(),
                job.fence.into(),
                for_good.into(),
                text.clone().into(),
                backoff(job.attempt).as_secs_f64().into(),
            ],
        )
        .await?;
    end(tx, job, mine, "failed", Some(&text)).await
}

/// Ends a run that somebody cancelled, between two steps.
pub(crate) async fn cancel(engine: &Engine, job: &Claimed) -> Result<Aftermath> {
    let tx = TenantTx::begin(engine, &job.scope()).await?;
    let mine = tx
        .execute(
            "update job set state = 'cancelled', lease_until = null, finished_at = clock_timestamp(), version = version + 1
             where tenant_id = $1 and id = $2 and fence = $3 and state = 'running'",
            [tx.tenant(), job.id.0.into(), job.fence.into()],
        )
        .await?;
    end(tx, job, mine, "cancelled", None).await
}

/// Gives a job back because this process stops or its kind is paused: it waits for another worker and the attempt does not
/// count. It keeps its place: whoever queued jobs after it does not overtake it by a drain. One that somebody cancelled
/// meanwhile ends here.
pub(crate) async fn hand_back(engine: &Engine, job: &Claimed, ended_as: &str) -> Result<Aftermath> {
    let tx = TenantTx::begin(engine, &job.scope()).await?;
    let mine = tx
        .execute(
            "update job set
                 state = case when cancel_requested_at is not null then 'cancelled' else 'waiting' end,
                 finished_at = case when cancel_requested_at is not null then clock_timestamp() end,
                 lease_until = null, max_attempts = max_attempts + 1, version = version + 1
             where tenant_id = $1 and id = $2 and fence = $3 and state = 'running'",
            [tx.tenant(), job.id.0.into(), job.fence.into()],
        )
        .await?;
    end(tx, job, mine, ended_as, None).await
}

/// Closes the attempt of a run whose end was written, and commits; a run that lost its job writes nothing.
async fn end(tx: TenantTx, job: &Claimed, mine: u64, ended_as: &str, error: Option<&str>) -> Result<Aftermath> {
    let mut aftermath = Aftermath::default();
    if mine > 0 {
        close_attempt(&tx, job, ended_as, error).await?;
        aftermath = ended(&tx, &[(job.tenant, job.id)]).await?;
    }
    tx.commit().await?;
    Ok(aftermath)
}

/// 5 s, doubled with each attempt up to ten minutes, give or take a fifth, so that jobs that failed together do not come
/// back together.
fn backoff(attempt: i32) -> Duration {
    let exponent = u32::try_from(attempt - 1).unwrap_or(0).min(7);
    let base = (5.0 * f64::from(2u32.pow(exponent))).min(BACKOFF_MAX.as_secs_f64());
    Duration::from_secs_f64(base * rand::random_range(0.8..1.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_with_the_attempts_and_stay_within_their_bounds() {
        for attempt in 1..40 {
            let wait = backoff(attempt).as_secs_f64();
            assert!((4.0..=720.0).contains(&wait), "attempt {attempt}: {wait}");
        }
        assert!(backoff(6) > backoff(2));
    }
}
