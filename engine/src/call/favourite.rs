use super::get::{find, lock_living};
use super::write::{subject, tell_of};
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::call::Call;
use domain::id::CallId;
use domain::{Right, Scope};
use serde_json::json;

/// Marks a call as a favourite, or no longer. It is a mark and no edit: the version stays, so nobody's edit becomes stale.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::NotFound`]; [`crate::Error::Conflict`] for one that is
/// deleted.
pub async fn favourite(engine: &Engine, scope: &Scope, id: CallId, favourite: bool) -> Result<Call> {
    allow(scope, Right::ChangeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let before = lock_living(&tx, id).await?;
    if before.favourite == favourite {
        return Ok(before);
    }
    tx.execute(
        "update call set favourite = $3, active_at = now() where tenant_id = $1 and id = $2",
        [tx.tenant(), id.0.into(), favourite.into()],
    )
    .await?;
    let after = find(&tx, id).await?;
    let (what, title) = if favourite {
        ("marked_as_favorite", format!("Call marked as favourite: {}", after.subject))
    } else {
        ("unmarked_as_favorite", format!("Call no longer a favourite: {}", after.subject))
    };
    tell_of(&tx, scope, &after, what, &title, json!({})).await?;
    let entry = audit::Entry::changed(
        "call.favourite",
        subject(id),
        json!({ "favourite": before.favourite }),
        json!({ "favourite": favourite }),
    )?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(after)
}
