use super::Target;
use crate::Engine;
use crate::error::Result;
use crate::file;
use crate::tenancy::TenantTx;
use domain::Scope;
use domain::id::FileId;

/// Forgets an upload that nothing came of.
///
/// # Errors
/// [`crate::Error::Denied`] without the right that the target takes.
pub async fn discard(engine: &Engine, scope: &Scope, target: &Target, id: FileId) -> Result<()> {
    target.allow(scope)?;
    let tx = TenantTx::begin(engine, scope).await?;
    file::forget_upload(&tx, target.holds(), id).await?;
    tx.commit().await
}
