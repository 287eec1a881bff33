use super::get::lock;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::id::ProjectId;
use domain::project::Project;
use domain::{Right, Scope};

/// Puts a project away: it is listed only where archived ones are asked for, and takes no more numbers; what it holds
/// stays. Archiving twice is the same as once.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::NotFound`].
pub async fn archive(engine: &Engine, scope: &Scope, id: ProjectId) -> Result<Project> {
    set(engine, scope, id, true).await
}

/// Takes a project out of the archive.
///
/// # Errors
/// As [`archive`].
pub async fn unarchive(engine: &Engine, scope: &Scope, id: ProjectId) -> Result<Project> {
    set(engine, scope, id, false).await
}

async fn set(engine: &Engine, scope: &Scope, id: ProjectId, archived: bool) -> Result<Project> {
    allow(scope, Right::ChangeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let before = lock(&tx, scope, id).await?;
    if before.archived_at.is_some() == archived {
        return Ok(before);
    }
    tx.execute(
        "update project set archived_at = case when $3 then now() end, updated_at = now(), version = version + 1
         where tenant_id = $1 and id = $2",
        [tx.tenant(), id.0.into(), archived.into()],
    )
    .await?;
    let after = lock(&tx, scope, id).await?;
    let verb = if archived { "project.archive" } else { "project.unarchive" };
    audit::record(&tx, scope, audit::Entry::changed(verb, format!("project:{id}"), &before, &after)?).await?;
    tx.commit().await?;
    Ok(after)
}
