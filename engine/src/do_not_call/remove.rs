use super::table::{Table, allow_removing};
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::Scope;
use domain::consent::check_reason;
use domain::do_not_call::List;
use domain::phone::PhoneNumber;
use serde_json::json;

/// Takes a number off a list, with the reason; its entry stays as history.
///
/// # Errors
/// [`Error::Denied`] below the role admin, and for the installation's list for anybody but a platform admin;
/// [`Error::Invalid`] at `reason`; [`Error::NotFound`] when the number is not on the list.
pub async fn remove(engine: &Engine, scope: &Scope, list: List, number: PhoneNumber, reason: &str) -> Result<()> {
    allow_removing(scope, list)?;
    let reason = check_reason(reason)?;
    let table = Table::of(list, scope.tenant());
    let [tenant, of] = table.values();
    let tx = TenantTx::begin(engine, scope).await?;
    let sql = format!(
        "update {} set removed_at = now(), removed_by = $4, removal_reason = $5
         where {} and number = $3 and removed_at is null",
        table.name, table.reach
    );
    let by = scope.actor().user().map(|user| user.0);
    let removed = tx.execute(&sql, [tenant, of, number.value().into(), by.into(), reason.clone().into()]).await?;
    if removed == 0 {
        return Err(Error::NotFound);
    }
    let entry = audit::Entry::changed(
        "do_not_call.remove",
        format!("list:{}", list.kind().as_str()),
        json!({ "list": list, "number": number.e164() }),
        json!({ "removed": true, "reason": reason }),
    )?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await
}
