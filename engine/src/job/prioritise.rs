use crate::allow::allow;
use crate::error::{Error, Result};
use crate::queue::wake;
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::id::JobId;
use domain::job::{JobPriority, JobState};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::json;

#[derive(FromQueryResult)]
struct Row {
    state: String,
    priority: i16,
}

/// Moves a job that has not started before or behind the tenant's others.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] when it runs or has ended.
pub async fn prioritise(engine: &Engine, scope: &Scope, id: JobId, priority: JobPriority) -> Result<()> {
    allow(scope, Right::SteerJobs)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let row: Row = tx
        .one("select state, priority from job where tenant_id = $1 and id = $2 for update", [tx.tenant(), id.0.into()])
        .await?
        .ok_or(Error::NotFound)?;
    let state: JobState = row.state.parse().map_err(|_| Error::Internal(format!("job {id} is {}", row.state)))?;
    if state == JobState::Running || state.is_ended() {
        return Err(Error::Conflict(format!("The order matters to jobs that wait; this one is {state}.")));
    }
    if row.priority != priority.rank() {
        tx.execute(
            "update job set priority = $3, version = version + 1 where tenant_id = $1 and id = $2",
            [tx.tenant(), id.0.into(), priority.rank().into()],
        )
        .await?;
        let before = json!({ "priority": JobPriority::of_rank(row.priority) });
        let entry =
            audit::Entry::changed("job.prioritise", format!("job:{id}"), before, json!({ "priority": priority }))?;
        audit::record(&tx, scope, entry).await?;
    }
    tx.commit().await?;
    wake(engine, scope, id).await;
    Ok(())
}
