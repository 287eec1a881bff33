use crate::Engine;
use crate::allow::allow;
use crate::bulk;
use crate::error::Result;
use crate::tenancy::TenantTx;
use domain::crm::Named;
use domain::id::{CallId, JobId};
use domain::job::JobKind;
use domain::{Right, Scope};
use time::OffsetDateTime;

/// Until when a change of many calls can be taken back; `None` when it can't, or no longer.
///
/// # Errors
/// [`crate::Error::NotFound`] when the tenant has no such job.
pub async fn undoable_until(engine: &Engine, scope: &Scope, job: JobId) -> Result<Option<OffsetDateTime>> {
    allow(scope, Right::SeeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let until = bulk::undoable_until(&tx, job).await?;
    tx.commit().await?;
    Ok(until)
}

/// Queues a job that takes back what another did: each call becomes again what it was, but for those that somebody has changed
/// since; they are left and listed.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::NotFound`] when the tenant has no such job;
/// [`crate::Error::Conflict`] when it has not ended, its time is over, or nothing of it is left to take back.
pub async fn undo_many(engine: &Engine, scope: &Scope, job: JobId) -> Result<JobId> {
    allow(scope, Right::ChangeCalls)?;
    bulk::queue_undo(engine, scope, job, JobKind::UndoCalls, |did| {
        // A job of another kind kept other things.
        serde_json::from_value::<super::ChangeParams>(did.clone()).map_err(|_| crate::Error::NotFound)?;
        Ok("call.undo".to_owned())
    })
    .await
}

/// A call that a job left as it was, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftCall {
    pub call: Named<CallId>,
    pub reason: String,
}

/// The first calls that a job left as they were, in the order of their ids, at most `most`.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read calls.
pub async fn left_calls(engine: &Engine, scope: &Scope, job: JobId, most: u64) -> Result<Vec<LeftCall>> {
    allow(scope, Right::SeeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let left = bulk::left(&tx, job, most).await?;
    tx.commit().await?;
    let call =
        |row: bulk::Left| LeftCall { call: Named { id: CallId(row.entity_id), name: row.name }, reason: row.reason };
    Ok(left.into_iter().map(call).collect())
}
