use super::row::{COLUMNS, JOIN, Number, Row};
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::id::{NumberId, ProjectId};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

/// One number of the tenant, whichever project it is in; within a transaction.
pub(super) async fn of_any_project(tx: &TenantTx, id: NumberId) -> Result<Number> {
    // Numbers are found by project and id, and a tenant's projects are few.
    let sql = format!(
        "select {COLUMNS} from project o join number n on n.tenant_id = $1 and n.project_id = o.id and n.id = $2 {JOIN}
         where o.tenant_id = $1"
    );
    let row: Option<Row> = tx.one(&sql, [tx.tenant(), id.0.into()]).await?;
    row.ok_or(Error::NotFound)?.try_into()
}

/// The project that all of these numbers are in; those that are none of the tenant's are passed over.
///
/// # Errors
/// [`Error::NotFound`] when none is the tenant's; [`Error::Conflict`] when they are of several projects.
pub async fn project_of(engine: &Engine, scope: &Scope, ids: &[NumberId]) -> Result<ProjectId> {
    #[derive(FromQueryResult)]
    struct Of {
        id: i64,
    }
    allow(scope, Right::SeeNumbers)?;
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let tx = TenantTx::begin(engine, scope).await?;
    let projects: Vec<Of> = tx
        .all(
            "select o.id from project o where o.tenant_id = $1 and exists (
                 select from number n where n.tenant_id = $1 and n.project_id = o.id and n.id = any($2)) limit 2",
            [tx.tenant(), ids.into()],
        )
        .await?;
    tx.commit().await?;
    match projects.as_slice() {
        [] => Err(Error::NotFound),
        [one] => Ok(ProjectId(one.id)),
        _ => Err(Error::Conflict("These numbers are of several projects; name those of one at a time.".into())),
    }
}

/// One number of a project.
///
/// # Errors
/// [`Error::NotFound`] when the tenant's project has none with this id.
pub async fn get(engine: &Engine, scope: &Scope, project: ProjectId, id: NumberId) -> Result<Number> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let sql =
        format!("select {COLUMNS} from number n {JOIN} where n.tenant_id = $1 and n.project_id = $2 and n.id = $3");
    let row: Option<Row> = tx.one(&sql, [tx.tenant(), project.0.into(), id.0.into()]).await?;
    tx.commit().await?;
    row.ok_or(Error::NotFound)?.try_into()
}
