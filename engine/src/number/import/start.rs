use crate::allow::allow;
use crate::error::Result;
use crate::import::{self, Queued, Target};
use crate::number::validate::{VALIDATION_BATCH, Wanted, queue_validation};
use crate::queue;
use crate::tenancy::TenantTx;
use crate::tenant::quota;
use crate::{Engine, audit, project};
use domain::Scope;
use domain::id::{FileId, JobId, ProjectId};
use domain::right::Right;
use domain::table_file::{FileFormat, Mapping};

/// An import of an uploaded file.
#[derive(Debug, Clone)]
pub struct ImportDraft {
    pub project: ProjectId,
    /// What [`upload`](super::upload) answered.
    pub file: FileId,
    pub format: FileFormat,
    /// Which column is what; without it the first row says.
    pub mapping: Option<Mapping>,
    /// Tells what would come of it, and stores no number.
    pub dry_run: bool,
    /// Validates the numbers when they are in.
    pub validate: bool,
}

/// An import that has been queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportStarted {
    pub job: JobId,
    /// The validation of the new numbers, which waits for it.
    pub validation: Option<JobId>,
}

impl ImportDraft {
    /// The same as an import of numbers, when it is one.
    pub(crate) fn of(draft: &import::ImportDraft) -> Option<Self> {
        let Target::Numbers { project, validate } = draft.target else { return None };
        let format = draft.format.unwrap_or(FileFormat::Csv);
        let import::ImportDraft { file, mapping, dry_run, .. } = draft.clone();
        Some(Self { project, file, format, mapping, dry_run, validate })
    }
}

/// Queues the import of an uploaded file, or its dry run.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::NotFound`] when the tenant has no such project;
/// [`crate::Error::Invalid`] at `format` for one that can't be imported, at `file` when the file is gone or is no table at all;
/// [`crate::Error::Conflict`] while another job reads it, and when the company has as many numbers as it may.
pub async fn import(engine: &Engine, scope: &Scope, draft: &ImportDraft) -> Result<ImportStarted> {
    allow(scope, Right::ChangeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let project = project::hold(&tx, scope, draft.project).await?;
    if !draft.dry_run {
        // How many rows a file has it says at its end; the job sees that they fit.
        quota::take(&tx, 1).await?;
    }
    let wanted = import::ImportDraft {
        file: draft.file,
        format: Some(draft.format),
        mapping: draft.mapping.clone(),
        dry_run: draft.dry_run,
        target: Target::Numbers { project: project.id, validate: draft.validate },
    };
    let Queued { job, params } = import::take(&tx, scope, &wanted, &project.name).await?;
    let validation = if draft.validate && !draft.dry_run {
        let of = Some(project.id);
        queue_validation(&tx, scope, of, &project.name, &Wanted::Pending, VALIDATION_BATCH, Some(job)).await?
    } else {
        None
    };
    let entry = audit::Entry::made("number.import", format!("project:{}", project.id), &params)?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    queue::wake(engine, scope, job).await;
    let validation = validation.map(|validation| validation.job);
    if let Some(validation) = validation {
        queue::wake(engine, scope, validation).await;
    }
    Ok(ImportStarted { job, validation })
}
