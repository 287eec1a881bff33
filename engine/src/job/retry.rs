use crate::allow::allow;
use crate::error::{Error, Result};
use crate::queue::wake;
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::Scope;
use domain::id::JobId;
use domain::job::{JobEvent, JobState};
use domain::scope::{Role, TokenScope};
use sea_orm::FromQueryResult;
use serde_json::json;

#[derive(FromQueryResult)]
struct Row {
    state: String,
}

/// Lets a failed or cancelled job go on from its checkpoint, with as many attempts as a new one.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] when it has not ended, or is done.
pub async fn retry(engine: &Engine, scope: &Scope, id: JobId) -> Result<()> {
    allow(scope, Role::Agent, TokenScope::JobsWrite)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let row: Row = tx
        .one("select state from job where tenant_id = $1 and id = $2 for update", [tx.tenant(), id.0.into()])
        .await?
        .ok_or(Error::NotFound)?;
    let state: JobState = row.state.parse().map_err(|_| Error::Internal(format!("job {id} is {}", row.state)))?;
    let after = state
        .apply(JobEvent::Retry)
        .map_err(|_| Error::Conflict(format!("Only a failed or cancelled job can be retried; this one is {state}.")))?;
    tx.execute(
        "update job set state = $3, finished_at = null, cancel_requested_at = null, error = null,
             run_at = clock_timestamp(), max_attempts = attempt + 8,
             version = version + 1
         where tenant_id = $1 and id = $2",
        [tx.tenant(), id.0.into(), after.as_str().into()],
    )
    .await?;
    let entry =
        audit::Entry::changed("job.retry", format!("job:{id}"), json!({ "state": state }), json!({ "state": after }))?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    wake(engine, scope, id).await;
    Ok(())
}
