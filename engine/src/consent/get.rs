use super::history::find;
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::TenantTx;
use domain::consent::Consent;
use domain::id::ConsentId;
use domain::{Right, Scope};

/// One record, with the files that prove it.
///
/// # Errors
/// [`crate::Error::NotFound`] when the tenant has no such record; [`crate::Error::Denied`] for a token without the scope to
/// read contacts.
pub async fn get(engine: &Engine, scope: &Scope, id: ConsentId) -> Result<Consent> {
    allow(scope, Right::SeeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let consent = find(&tx, id).await?;
    tx.commit().await?;
    Ok(consent)
}
