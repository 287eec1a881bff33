use super::get::of_any_project;
use super::look_up::{SOURCE, look_up};
use super::row::Number;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::id::NumberId;
use domain::{Right, Scope};
use serde_json::json;

/// Looks one number up in the prefix table at once, whichever project it is in; answers it as it is then.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`] when the tenant has no such number; [`Error::Conflict`] when it
/// was looked up already.
pub async fn validate_one(engine: &Engine, scope: &Scope, id: NumberId) -> Result<Number> {
    allow(scope, Right::ChangeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let number = of_any_project(&tx, id).await?;
    if number.validated_at.is_some() {
        return Err(Error::Conflict("Phone number already attempted validation.".into()));
    }
    let source = tx.figure(SOURCE, []).await?;
    let row = "n.tenant_id = $1 and n.project_id = $2 and n.id = $3";
    let values = [tx.tenant(), number.project.0.into(), id.0.into(), source.into()];
    tx.execute(&look_up("number n", row, row, "$4"), values).await?;
    let number = of_any_project(&tx, id).await?;
    let entry = audit::Entry::made("number.validate", format!("number:{id}"), json!({ "valid": number.valid }))?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(number)
}
