use super::Created;
use super::create::shown;
use super::get::lock;
use crate::allow::allow;
use crate::error::Result;
use crate::seal::{self, Of};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::id::ProviderId;
use domain::{Right, Scope};
use serde_json::json;

/// Gives a provider a new key to sign its callbacks with, which is shown this once. What it still signs with the old one is
/// refused from then on; calls whose end it can't tell are looked up.
///
/// # Errors
/// [`crate::Error::Denied`] below the role admin; [`crate::Error::NotFound`].
pub async fn rotate_key(engine: &Engine, scope: &Scope, id: ProviderId) -> Result<Created> {
    allow(scope, Right::ManageProviders)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let provider = lock(&tx, id).await?;
    let key: [u8; 32] = rand::random();
    let sealed = seal::seal(engine, &tx, Of::SigningKey(id), &key).await?;
    tx.execute(
        "update provider set signing_key = $3, updated_at = now(), version = version + 1 where tenant_id = $1 and id = $2",
        [tx.tenant(), id.0.into(), sealed.into()],
    )
    .await?;
    let entry = audit::Entry::made("provider.rotate_key", format!("provider:{id}"), json!({ "name": provider.name }))?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    Ok(Created { id, signing_key: shown(&key) })
}
