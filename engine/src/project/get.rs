use crate::Engine;
use crate::allow::allow;
use crate::entity::project;
use crate::error::{Error, Result};
use crate::scoped::Scoped;
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use domain::id::ProjectId;
use domain::project::Project;
use domain::scope::{Role, TokenScope};
use sea_orm::{ColumnTrait, QueryFilter};

/// One project of the scope's tenant.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has none with this id.
pub async fn get(engine: &Engine, scope: &Scope, id: ProjectId) -> Result<Project> {
    allow(scope, Role::Viewer, TokenScope::NumbersRead)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let project = find(&tx, scope, id).await?;
    tx.commit().await?;
    Ok(project)
}

/// The same within a transaction that is under way.
pub(crate) async fn find(tx: &TenantTx, scope: &Scope, id: ProjectId) -> Result<Project> {
    let row = project::Entity::of(scope).filter(project::Column::Id.eq(id.0)).one(tx.connection()).await?;
    row.map(Project::from).ok_or(Error::NotFound)
}
