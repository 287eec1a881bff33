use super::get::{COLUMNS, Provider, Row};
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::{Right, Scope};

/// The tenant's providers by their names: all of them, as a company has at most
/// [`PROVIDERS_MAX`](domain::provider::PROVIDERS_MAX).
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read campaigns.
pub async fn list(engine: &Engine, scope: &Scope) -> Result<Vec<Provider>> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let sql = format!("select {COLUMNS} from provider p where p.tenant_id = $1 order by lower(p.name), p.id");
    let rows: Vec<Row> = tx.all(&sql, [tx.tenant()]).await?;
    tx.commit().await?;
    rows.into_iter().map(Row::provider).collect()
}
