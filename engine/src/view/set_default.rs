use super::list::find;
use super::save::right_of;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::id::ViewId;
use domain::{FieldErrors, Right, Scope};
use serde_json::json;

/// Makes a view the one with which the person's list begins; the one before it is so no longer. It stays one's own choice:
/// others begin with theirs.
///
/// # Errors
/// [`Error::NotFound`] when there is none that the person may use; [`Error::Denied`] where no person acts.
pub async fn set_default(engine: &Engine, scope: &Scope, id: ViewId) -> Result<()> {
    let person = scope.actor().user().ok_or_else(|| Error::Denied("Views belong to people.".into()))?;
    let tx = TenantTx::begin(engine, scope).await?;
    let view = find(&tx, scope, id, false).await?;
    allow(scope, right_of(&view.list).unwrap_or(Right::SeeNumbers))?;
    tx.execute(
        "insert into view_default (tenant_id, user_id, list, view_id) values ($1, $2, $3, $4)
         on conflict (tenant_id, user_id, list) do update set view_id = excluded.view_id",
        [tx.tenant(), person.0.into(), view.list.clone().into(), id.0.into()],
    )
    .await?;
    let entry = audit::Entry::made("user.choose_view", format!("view:{id}"), json!({ "list": view.list }))?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(())
}

/// Lets the person's list begin with all there is again; where it did, nothing changes.
///
/// # Errors
/// [`Error::Invalid`] at `list` for a word that names none; [`Error::Denied`] where no person acts.
pub async fn clear_default(engine: &Engine, scope: &Scope, list: &str) -> Result<()> {
    let right = right_of(list).ok_or_else(|| FieldErrors::one("list", "There is no such list."))?;
    allow(scope, right)?;
    let person = scope.actor().user().ok_or_else(|| Error::Denied("Views belong to people.".into()))?;
    let tx = TenantTx::begin(engine, scope).await?;
    let gone = tx
        .execute(
            "delete from view_default where tenant_id = $1 and user_id = $2 and list = $3",
            [tx.tenant(), person.0.into(), list.into()],
        )
        .await?;
    if gone == 0 {
        return Ok(());
    }
    let entry =
        audit::Entry::made("user.choose_view", format!("user:{person}"), json!({ "list": list, "view": null }))?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(())
}
