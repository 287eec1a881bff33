use super::deeds::NOT_DELETED;
use super::get::{as_seen, find, lock};
use super::write::{subject, tell_of};
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::call::Call;
use domain::id::CallId;
use domain::{Right, Scope};
use serde_json::json;

/// Deletes a call. It can be restored for as long as contacts can, and is then forgotten with its timeline. With a `version`
/// only that one is deleted.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] for one that is deleted already, changed
/// since that version, or marked as one that is not deleted.
pub async fn delete(engine: &Engine, scope: &Scope, id: CallId, version: Option<i64>) -> Result<Call> {
    allow(scope, Right::ChangeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let before = lock(&tx, id).await?;
    as_seen(&before, version)?;
    if before.deleted_at.is_some() {
        return Err(Error::Conflict("This call is deleted already.".into()));
    }
    if !before.deletable {
        return Err(Error::Conflict(NOT_DELETED.into()));
    }
    set(tx, scope, &before, true).await
}

/// Takes a deleted call back. With a `version` only that one is.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] for one that is not deleted, or changed
/// since that version.
pub async fn restore(engine: &Engine, scope: &Scope, id: CallId, version: Option<i64>) -> Result<Call> {
    allow(scope, Right::ChangeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let before = lock(&tx, id).await?;
    as_seen(&before, version)?;
    if before.deleted_at.is_none() {
        return Err(Error::Conflict("This call is not deleted.".into()));
    }
    set(tx, scope, &before, false).await
}

async fn set(tx: TenantTx, scope: &Scope, before: &Call, deleted: bool) -> Result<Call> {
    let id = before.id;
    let person = scope.actor().user().map(|user| user.0);
    tx.execute(
        "update call set deleted_at = case when $3 then now() end, updated_at = now(), active_at = now(), updated_by = $4,
             version = version + 1 where tenant_id = $1 and id = $2",
        [tx.tenant(), id.0.into(), deleted.into(), person.into()],
    )
    .await?;
    let after = find(&tx, id).await?;
    let (what, verb) = if deleted { ("deleted", "call.delete") } else { ("restored", "call.restore") };
    tell_of(&tx, scope, &after, what, &format!("Call {what}: {}", after.subject), json!({})).await?;
    let entry = audit::Entry::changed(
        verb,
        subject(id),
        json!({ "subject": before.subject, "deleted": !deleted }),
        json!({ "deleted": deleted }),
    )?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(after)
}
