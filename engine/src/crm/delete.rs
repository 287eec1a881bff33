use super::create::subject;
use super::find;
use super::get::{lock, lock_living};
use super::table::table;
use super::write::tell_of;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::crm::{Kind, Record};
use domain::id::RecordId;
use domain::{Right, Scope};
use serde_json::json;

/// Deletes a record. It can be restored for [`super::KEPT`], and is then forgotten with its timeline.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] for one that is deleted or merged
/// already.
pub async fn delete(engine: &Engine, scope: &Scope, kind: Kind, id: RecordId) -> Result<Record> {
    allow(scope, Right::ChangeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let before = lock_living(&tx, kind, id).await?;
    set(tx, scope, &before, true).await
}

/// Takes a deleted record back; one that is not deleted stays as it is.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] for one that was merged.
pub async fn restore(engine: &Engine, scope: &Scope, kind: Kind, id: RecordId) -> Result<Record> {
    allow(scope, Right::ChangeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let before = lock(&tx, kind, id).await?;
    if before.merged_into.is_some() {
        return Err(Error::Conflict("It was merged into another, which can’t be undone.".into()));
    }
    if before.deleted_at.is_none() {
        return Ok(before);
    }
    set(tx, scope, &before, false).await
}

async fn set(tx: TenantTx, scope: &Scope, before: &Record, deleted: bool) -> Result<Record> {
    let (kind, id) = (before.kind, before.id);
    let sql = format!(
        "update {} set deleted_at = case when $3 then now() end, updated_at = now(), updated_by = $4, version = version + 1
         where tenant_id = $1 and id = $2",
        table(kind)
    );
    let person = scope.actor().user().map(|user| user.0);
    tx.execute(&sql, [tx.tenant(), id.0.into(), deleted.into(), person.into()]).await?;
    let after = find(&tx, kind, id).await?;
    let (what, verb) = if deleted { ("deleted", "delete") } else { ("restored", "restore") };
    tell_of(&tx, scope, &after, what, &format!("{} {what}", kind.label()), json!({})).await?;
    let verb = format!("{}.{verb}", kind.as_str());
    let entry = audit::Entry::changed(
        &verb,
        subject(&after),
        json!({ "name": before.name, "deleted": !deleted }),
        json!({ "deleted": deleted }),
    )?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(after)
}
