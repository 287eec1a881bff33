use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::id::ViewId;
use domain::{Right, Scope};
use serde_json::json;

/// Deletes one's own view; an admin also deletes what others share.
///
/// # Errors
/// [`Error::NotFound`] when there is none that the person may delete.
pub async fn delete(engine: &Engine, scope: &Scope, id: ViewId) -> Result<()> {
    allow(scope, Right::SeeNumbers)?;
    let person = scope.actor().user().map_or(0, |user| user.0);
    let tx = TenantTx::begin(engine, scope).await?;
    let gone = tx
        .execute(
            "delete from saved_view where tenant_id = $1 and id = $2 and (owner_id = $3 or shared and $4)",
            [tx.tenant(), id.0.into(), person.into(), scope.may(Right::TidyViews).into()],
        )
        .await?;
    if gone == 0 {
        return Err(Error::NotFound);
    }
    audit::record(&tx, scope, audit::Entry::made("view.delete", format!("view:{id}"), json!({}))?).await?;
    tx.commit().await?;
    Ok(())
}
