use crate::allow::allow;
use crate::error::{Error, Result};
use crate::queue::ended;
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::id::JobId;
use domain::job::{JobEvent, JobKind, JobState};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::json;

#[derive(FromQueryResult)]
struct Row {
    kind: String,
    state: String,
    cancelling: bool,
}

/// Cancels a job: one that waits or is held ends at once, a running one between two steps, within seconds. What it has done stays.
/// Cancelling twice is the same as once.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] when it has ended already, and for one that
/// takes away what was deleted.
pub async fn cancel(engine: &Engine, scope: &Scope, id: JobId) -> Result<JobState> {
    allow(scope, Right::SteerJobs)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let row: Row = tx
        .one(
            "select kind, state, cancel_requested_at is not null as cancelling from job
             where tenant_id = $1 and id = $2 for update",
            [tx.tenant(), id.0.into()],
        )
        .await?
        .ok_or(Error::NotFound)?;
    let state: JobState = row.state.parse().map_err(|_| Error::Internal(format!("job {id} is {}", row.state)))?;
    state.apply(JobEvent::Cancel).map_err(|_| Error::Conflict(format!("The job has ended already: it is {state}.")))?;
    if JobKind::from_word(&row.kind) == Some(JobKind::DeleteProject) {
        // Half a project, which nobody sees, would stay for ever.
        return Err(Error::Conflict("What was deleted can't be brought back, so this job can't be cancelled.".into()));
    }
    let after = if state == JobState::Running { JobState::Running } else { JobState::Cancelled };
    if !row.cancelling {
        tx.execute(
            "update job set cancel_requested_at = clock_timestamp(), cancel_requested_by = $4, state = $3,
                 finished_at = case when $3 = 'cancelled' then clock_timestamp() end, version = version + 1
             where tenant_id = $1 and id = $2",
            [tx.tenant(), id.0.into(), after.as_str().into(), scope.actor().user().map(|user| user.0).into()],
        )
        .await?;
        let entry = audit::Entry::changed(
            "job.cancel",
            format!("job:{id}"),
            json!({ "state": state }),
            json!({ "cancel_requested": true }),
        )?;
        audit::record(&tx, scope, entry).await?;
    }
    let aftermath = ended(&tx, &[(scope.tenant(), id)]).await?;
    tx.commit().await?;
    aftermath.announce(engine).await;
    Ok(after)
}
