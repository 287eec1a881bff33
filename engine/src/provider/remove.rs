use super::get::lock;
use crate::allow::allow;
use crate::error::{Error, Result, violated_constraint};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::id::ProviderId;
use domain::{Right, Scope};

/// Takes a provider away that no campaign is set to; answers its name.
///
/// # Errors
/// [`Error::Denied`] below the role admin; [`Error::NotFound`]; [`Error::Conflict`] while a campaign is set to it, also one
/// that is over: its calls tell through whom they went.
pub async fn remove(engine: &Engine, scope: &Scope, id: ProviderId) -> Result<String> {
    allow(scope, Right::ManageProviders)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let provider = lock(&tx, id).await?;
    if provider.campaigns > 0 {
        return Err(used());
    }
    let gone = tx.execute("delete from provider where tenant_id = $1 and id = $2", [tx.tenant(), id.0.into()]).await;
    gone.map_err(|error| match violated_constraint(&error).as_deref() {
        Some("campaign_tenant_id_provider_id_fkey") => used(),
        _ => error.into(),
    })?;
    let entry = audit::Entry {
        verb: "provider.remove",
        subject: format!("provider:{id}"),
        before: Some(serde_json::to_value(provider.draft())?),
        after: None,
    };
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(provider.name)
}

fn used() -> Error {
    Error::Conflict("Campaigns are set to this provider, so it stays: their calls tell through whom they went.".into())
}
