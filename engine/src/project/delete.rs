use super::analytics::job_kinds;
use super::get::lock_whole;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::queue::{self, NewJob};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit, number};
use domain::id::{JobId, ProjectId};
use domain::job::JobKind;
use domain::phone::grouped;
use domain::right::Right;
use domain::{FieldErrors, Scope};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A project that was deleted just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedProject {
    pub name: String,
    /// How many numbers went with it.
    pub numbers: u64,
    /// The job that takes them away.
    pub job: JobId,
}

/// What the job takes away.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DeleteParams {
    pub project: ProjectId,
}

/// Deletes a project with its numbers: from the commit on nobody sees it and its name is free, and a job takes the numbers
/// away. What the tenant ever generated stays generated. `typed` is the name as somebody typed it to confirm; a program
/// that names the id needs none.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Invalid`] at `name` for another name than the
/// project's; [`Error::Conflict`] while jobs work on the project, which are counted.
pub async fn delete(engine: &Engine, scope: &Scope, id: ProjectId, typed: Option<&str>) -> Result<DeletedProject> {
    allow(scope, Right::ChangeNumbers)?;
    let numbers = number::totals(engine, scope, Some(id)).await?.total;
    let tx = TenantTx::begin(engine, scope).await?;
    let project = lock_whole(&tx, scope, id).await?;
    if typed.is_some_and(|typed| typed.trim() != project.name) {
        return Err(FieldErrors::one("name", "Type the project’s name exactly as it stands above.").into());
    }
    let open = tx
        .figure(
            "select count(*) as n from job where tenant_id = $1 and subject_id = $2 and kind = any($3)
                 and state in ('held', 'waiting', 'running', 'retrying')",
            [tx.tenant(), id.0.into(), job_kinds().into()],
        )
        .await?;
    if open > 0 {
        let (jobs, them) = if open == 1 { ("1 job works", "it") } else { (&*format!("{open} jobs work"), "them") };
        return Err(Error::Conflict(format!(
            "{jobs} on this project. Wait for {them} to end or cancel {them}, then delete it."
        )));
    }
    tx.execute(
        "update project set deleted_at = now(), updated_at = now(), version = version + 1
         where tenant_id = $1 and id = $2",
        [tx.tenant(), id.0.into()],
    )
    .await?;
    let title = format!("{} numbers of the deleted project {}", grouped(numbers), project.name);
    let job = NewJob {
        total: i64::try_from(numbers).unwrap_or(i64::MAX),
        ..NewJob::new(JobKind::DeleteProject, title, serde_json::to_value(DeleteParams { project: id })?)
    };
    let job = queue::enqueue(&tx, scope, job).await?.job;
    let entry =
        audit::Entry::changed("project.delete", format!("project:{id}"), &project, json!({ "numbers": numbers }))?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    queue::wake(engine, scope, job).await;
    Ok(DeletedProject { name: project.name, numbers, job })
}
