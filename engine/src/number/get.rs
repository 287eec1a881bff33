use super::row::{COLUMNS, JOIN, Number, Row};
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use domain::id::{NumberId, ProjectId};
use domain::scope::{Role, TokenScope};

/// One number of a project.
///
/// # Errors
/// [`Error::NotFound`] when the tenant's project has none with this id.
pub async fn get(engine: &Engine, scope: &Scope, project: ProjectId, id: NumberId) -> Result<Number> {
    allow(scope, Role::Viewer, TokenScope::NumbersRead)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let sql =
        format!("select {COLUMNS} from number n {JOIN} where n.tenant_id = $1 and n.project_id = $2 and n.id = $3");
    let row: Option<Row> = tx.one(&sql, [tx.tenant(), project.0.into(), id.0.into()]).await?;
    tx.commit().await?;
    row.ok_or(Error::NotFound)?.try_into()
}
