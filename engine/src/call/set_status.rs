use super::edit::lawful;
use super::get::{as_seen, find, lock_living};
use super::write::{changes, subject, tell_of};
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::call::{Call, Status};
use domain::id::CallId;
use domain::{Right, Scope};
use serde_json::json;

/// Sets where a call stands; one that stands there already leaves no trace. With `seen`, only one that stands where whoever
/// acts saw it stand: what somebody else wrote meanwhile is not written over unseen. With a `version` only that one is changed.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::NotFound`]; [`crate::Error::Conflict`] for one that is
/// deleted, for one that was held and is to be overdue, and for one that stands elsewhere than it was seen or was changed since
/// that version.
pub async fn set_status(
    engine: &Engine,
    scope: &Scope,
    id: CallId,
    status: Status,
    seen: Option<Status>,
    version: Option<i64>,
) -> Result<Call> {
    allow(scope, Right::ChangeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let before = lock_living(&tx, id).await?;
    as_seen(&before, version)?;
    if before.status == status {
        return Ok(before);
    }
    if seen.is_some_and(|seen| seen != before.status) {
        return Err(Error::Conflict(moved(&before)));
    }
    lawful(before.status, status)?;
    let person = scope.actor().user().map(|user| user.0);
    tx.execute(
        "update call set status = $3, updated_at = now(), active_at = now(), updated_by = $4, version = version + 1
         where tenant_id = $1 and id = $2",
        [tx.tenant(), id.0.into(), status.code().into(), person.into()],
    )
    .await?;
    let after = find(&tx, id).await?;
    let title = format!("Status of call changed to {}: {}", status.label(), after.subject);
    tell_of(&tx, scope, &after, "status_changed", &title, changes(&before, &after)).await?;
    let entry = audit::Entry::changed(
        "call.set_status",
        subject(id),
        json!({ "status": before.status.as_str() }),
        json!({ "status": status.as_str() }),
    )?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(after)
}

/// What whoever saw the call elsewhere is told.
fn moved(call: &Call) -> String {
    let by = call.updated_by.as_ref().map_or("Trunkline", |by| by.name.as_str());
    let status = call.status.label().to_lowercase();
    format!("“{}” is {status} meanwhile: {by} changed it. Nothing was written over; choose again.", call.subject)
}
