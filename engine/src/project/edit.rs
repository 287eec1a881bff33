use super::create::taken;
use super::get::lock;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::id::ProjectId;
use domain::project::{Project, ProjectChanges};
use domain::{Right, Scope};

/// What came of an edit.
#[derive(Debug, Clone, PartialEq)]
pub enum Edited {
    /// The project as it is now.
    Changed(Project),
    /// Somebody changed the project after the version that the edit is of, so nothing was done: the project as it is.
    Stale(Project),
}

/// Changes a project. With a `version` only that one is changed; an edit that changes nothing leaves no trace.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::NotFound`]; [`crate::Error::Invalid`] at every failing
/// field, also for a name the tenant has already.
pub async fn edit(
    engine: &Engine,
    scope: &Scope,
    id: ProjectId,
    changes: &ProjectChanges,
    version: Option<i64>,
) -> Result<Edited> {
    allow(scope, Right::ChangeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let before = lock(&tx, scope, id).await?;
    if version.is_some_and(|version| version != before.version) {
        return Ok(Edited::Stale(before));
    }
    let text = changes.on(before.draft()).check()?;
    let target = text.target_phone_count.and_then(|count| i64::try_from(count).ok());
    tx.execute(
        "update project set name = $3, description = $4, status = $5, priority = $6, target_phone_count = $7,
             start_date = $8, end_date = $9, updated_at = now(), version = version + 1
         where tenant_id = $1 and id = $2 and
             (name, description, status, priority, target_phone_count, start_date, end_date)
                 is distinct from ($3, $4, $5, $6, $7::bigint, $8::date, $9::date)",
        [
            tx.tenant(),
            id.0.into(),
            text.name.into(),
            text.description.into(),
            text.status.into(),
            text.priority.into(),
            target.into(),
            text.start_date.into(),
            text.end_date.into(),
        ],
    )
    .await
    .map_err(taken)?;
    let after = lock(&tx, scope, id).await?;
    if after.version != before.version {
        let entry = audit::Entry::changed("project.edit", format!("project:{id}"), &before, &after)?;
        audit::record(&tx, scope, entry).await?;
    }
    tx.commit().await?;
    Ok(Edited::Changed(after))
}
