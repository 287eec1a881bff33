use super::edit::lawful;
use super::get::{find, lock_living};
use super::write::{changes, subject, tell_of};
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::call::{Call, Status};
use domain::id::CallId;
use domain::{Right, Scope};
use serde_json::json;

/// Sets where a call stands; one that stands there already leaves no trace.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::NotFound`]; [`crate::Error::Conflict`] for one that is
/// deleted, and for one that was held and is to be overdue.
pub async fn set_status(engine: &Engine, scope: &Scope, id: CallId, status: Status) -> Result<Call> {
    allow(scope, Right::ChangeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let before = lock_living(&tx, id).await?;
    if before.status == status {
        return Ok(before);
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
