use super::list::find;
use super::save::{CHANGED, right_of};
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::id::ViewId;
use domain::{Right, Scope};
use serde_json::json;

/// Deletes one's own view; an admin also deletes what others share. It can be restored until a view takes its name.
///
/// # Errors
/// [`Error::NotFound`] when there is none that the person may delete; [`Error::Conflict`] when it was changed since `version`.
pub async fn delete(engine: &Engine, scope: &Scope, id: ViewId, version: Option<i64>) -> Result<()> {
    set(engine, scope, id, version, true).await
}

/// Takes a deleted view back; one that is not deleted stays as it is.
///
/// # Errors
/// [`Error::NotFound`] when there is none that the person may restore; [`Error::Conflict`] when it was changed since `version`.
pub async fn restore(engine: &Engine, scope: &Scope, id: ViewId, version: Option<i64>) -> Result<()> {
    set(engine, scope, id, version, false).await
}

async fn set(engine: &Engine, scope: &Scope, id: ViewId, version: Option<i64>, deleted: bool) -> Result<()> {
    let tx = TenantTx::begin(engine, scope).await?;
    let view = find(&tx, scope, id, true).await?;
    allow(scope, right_of(&view.list).unwrap_or(Right::SeeNumbers))?;
    if !view.own && !scope.may(Right::TidyViews) {
        return Err(Error::NotFound);
    }
    if version.is_some_and(|version| version != view.version) {
        return Err(Error::Conflict(CHANGED.into()));
    }
    if view.deleted == deleted {
        // Gone already looks like never there.
        return if deleted { Err(Error::NotFound) } else { Ok(()) };
    }
    let changed = tx
        .execute(
            "update saved_view set deleted_at = case when $3 then now() end, updated_at = now(), version = version + 1
             where tenant_id = $1 and id = $2 and version = coalesce($4, version)",
            [tx.tenant(), id.0.into(), deleted.into(), version.into()],
        )
        .await?;
    if changed == 0 {
        return Err(Error::Conflict(CHANGED.into()));
    }
    let verb = if deleted { "view.delete" } else { "view.restore" };
    audit::record(&tx, scope, audit::Entry::made(verb, format!("view:{id}"), json!({}))?).await?;
    tx.commit().await?;
    Ok(())
}
