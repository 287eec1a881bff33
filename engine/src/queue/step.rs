//! What a step answers, and the transaction that makes it count.

use super::claim::Claimed;
use crate::error::{Error, sqlstate};
use crate::tenancy::{TenantTx, Tx};
use domain::job::Pace;
use sea_orm::{DbErr, FromQueryResult};
use serde_json::Value;

/// What a step did; counted and kept with its rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct StepEnd {
    /// Where the next step starts; `None` when this was the last.
    pub next: Option<Value>,
    /// What it did, in words.
    pub says: String,
    /// 1 for a step that people count as a batch, 0 for one that only prepares or closes.
    pub steps: i64,
    pub processed: i64,
    pub succeeded: i64,
    pub failed: i64,
    /// Set when the step found out how much there is in all.
    pub total: Option<i64>,
    /// Set when the step found out how many steps there will be.
    pub steps_total: Option<i64>,
    /// The job's outcome, with the last step.
    pub outcome: Option<Value>,
}

/// Why a step did not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StepError {
    /// It met another transaction; it runs again at once, alone.
    #[error("met another transaction")]
    Again,
    /// Trying later may help.
    #[error("{0}")]
    Later(String),
    /// Trying again can't help: the parameters or the data are wrong. The text is for people.
    #[error("{0}")]
    Never(String),
}

impl From<DbErr> for StepError {
    fn from(error: DbErr) -> Self {
        match sqlstate(&error).as_deref() {
            // unique_violation, serialization_failure, deadlock_detected, lock_not_available
            Some("23505" | "40001" | "40P01" | "55P03") => StepError::Again,
            _ => StepError::Later(error.to_string()),
        }
    }
}

impl From<Error> for StepError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => StepError::Never("What this job works on is gone.".into()),
            Error::Denied(text) | Error::Conflict(text) => StepError::Never(text),
            Error::Invalid(errors) => StepError::Never(errors.to_string()),
            Error::Unavailable(text) | Error::Internal(text) => StepError::Later(text),
        }
    }
}

impl From<serde_json::Error> for StepError {
    fn from(error: serde_json::Error) -> Self {
        StepError::Never(format!("The job's parameters can't be read: {error}"))
    }
}

/// What the row says after a step was recorded.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Recorded {
    pub cancelling: bool,
    /// The job's kind is paused, or its company is suspended: it goes back to wait.
    pub paused: bool,
}

/// Records a step in the job's row where the fence is still this worker's; `None` when it is not, and then nothing of the
/// step may be committed.
pub(crate) async fn record(
    tx: &TenantTx,
    job: &Claimed,
    end: &StepEnd,
    pace: &Pace,
) -> Result<Option<Recorded>, DbErr> {
    let done = end.next.is_none();
    tx.one(
        "update job set
             processed = processed + $4, succeeded = succeeded + $5, failed = failed + $6,
             steps_done = steps_done + $14, step = $7, checkpoint = coalesce($8, checkpoint),
             total = coalesce($9, total), steps_total = coalesce($10, steps_total),
             state = case when $11 then 'done' else state end,
             outcome = case when $11 then $12 else outcome end,
             finished_at = case when $11 then clock_timestamp() end,
             lease_until = case when $11 then null else clock_timestamp() + make_interval(secs => $13) end,
             error = case when $11 then null else error end,
             pace = $15, worked_seconds = $16, pace_samples = $17,
             version = version + 1
         where tenant_id = $1 and id = $2 and fence = $3 and state = 'running'
         returning cancel_requested_at is not null as cancelling,
             exists (select from job_kind_pause p where p.kind = job.kind)
                 or exists (select from tenant t where t.id = $1 and t.suspended_at is not null) as paused",
        [
            tx.tenant(),
            job.id.0.into(),
            job.fence.into(),
            end.processed.into(),
            end.succeeded.into(),
            end.failed.into(),
            end.says.clone().into(),
            end.next.clone().into(),
            end.total.into(),
            end.steps_total.into(),
            done.into(),
            end.outcome.clone().into(),
            job.lease.as_secs_f64().into(),
            end.steps.into(),
            pace.per_second.into(),
            pace.worked.into(),
            pace.samples.clone().into(),
        ],
    )
    .await
}
