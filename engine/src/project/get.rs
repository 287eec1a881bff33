use crate::Engine;
use crate::allow::allow;
use crate::entity::project;
use crate::error::{Error, Result};
use crate::scoped::Scoped;
use crate::tenancy::{TenantTx, Tx};
use domain::id::ProjectId;
use domain::project::Project;
use domain::{Right, Scope};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect, Select};

/// One project of the scope's tenant.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has none with this id.
pub async fn get(engine: &Engine, scope: &Scope, id: ProjectId) -> Result<Project> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let project = find(&tx, scope, id).await?;
    tx.commit().await?;
    Ok(project)
}

/// The same within a transaction that is under way.
pub(crate) async fn find(tx: &TenantTx, scope: &Scope, id: ProjectId) -> Result<Project> {
    one(tx, there(scope, id)).await
}

/// The same, and the project stays until the transaction ends: for a verb that queues work on it. [`super::delete`] waits
/// for it and finds the job, or comes first and leaves nothing to be found.
pub(crate) async fn hold(tx: &TenantTx, scope: &Scope, id: ProjectId) -> Result<Project> {
    one(tx, there(scope, id).lock(LockType::KeyShare)).await
}

/// The same, and nobody else changes it until the transaction ends. Jobs go on adding numbers meanwhile.
pub(super) async fn lock(tx: &TenantTx, scope: &Scope, id: ProjectId) -> Result<Project> {
    one(tx, there(scope, id).lock(LockType::NoKeyUpdate)).await
}

/// The same, and nothing of it is touched until the transaction ends.
pub(super) async fn lock_whole(tx: &TenantTx, scope: &Scope, id: ProjectId) -> Result<Project> {
    one(tx, there(scope, id).lock(LockType::Update)).await
}

/// A deleted project is there only for the job that takes it away.
fn there(scope: &Scope, id: ProjectId) -> Select<project::Entity> {
    project::Entity::of(scope).filter(project::Column::Id.eq(id.0)).filter(project::Column::DeletedAt.is_null())
}

async fn one(tx: &TenantTx, found: Select<project::Entity>) -> Result<Project> {
    found.one(tx.connection()).await?.map(Project::from).ok_or(Error::NotFound)
}
