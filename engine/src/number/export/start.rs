use crate::allow::allow;
use crate::error::Result;
use crate::number::count_exact;
use crate::queue::{self, NewJob};
use crate::tenancy::TenantTx;
use crate::{Engine, audit, project};
use domain::filter::{Filter, Numbers};
use domain::id::{JobId, ProjectId};
use domain::job::JobKind;
use domain::phone::grouped;
use domain::table_file::{ExportDraft, ExportField, FileFormat};
use domain::{Right, Scope};
use serde::{Deserialize, Serialize};

/// What an export job is asked to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Params {
    pub project: ProjectId,
    pub format: FileFormat,
    pub fields: Vec<ExportField>,
    /// As it stands in an address.
    pub filter: Filter<Numbers>,
}

/// An export that has been queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportStarted {
    pub job: JobId,
    /// How many numbers match now.
    pub rows: u64,
}

/// Queues the export of a project's numbers into a file. The filter travels, not the numbers: what matches when the job
/// comes to it is exported, but nothing that came in after its start.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::NotFound`] when the tenant has no such project;
/// [`crate::Error::Invalid`] at `format` and `fields`.
pub async fn export(engine: &Engine, scope: &Scope, project: ProjectId, draft: &ExportDraft) -> Result<ExportStarted> {
    allow(scope, Right::ExportNumbers)?;
    let request = draft.check()?;
    let rows = count_exact(engine, scope, project, &request.filter).await?;
    let tx = TenantTx::begin(engine, scope).await?;
    let project = project::hold(&tx, scope, project).await?;
    let params = Params { project: project.id, format: request.format, fields: request.fields, filter: request.filter };
    let title = format!("{} numbers of {} as {}", grouped(rows), project.name, params.format.as_str());
    let job = NewJob {
        subject: Some(project.id.0),
        total: i64::try_from(rows).unwrap_or(i64::MAX),
        ..NewJob::new(JobKind::ExportNumbers, title, serde_json::to_value(&params)?)
    };
    let id = queue::enqueue(&tx, scope, job).await?.job;
    let entry = audit::Entry::made("number.export", format!("project:{}", project.id), &params)?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    queue::wake(engine, scope, id).await;
    Ok(ExportStarted { job: id, rows })
}
