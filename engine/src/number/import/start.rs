use crate::allow::allow;
use crate::error::{Error, Result};
use crate::number::validate::{VALIDATION_BATCH, Wanted, queue_validation};
use crate::queue::{self, NewJob};
use crate::tenancy::{TenantTx, Tx};
use crate::tenant::quota;
use crate::{Engine, audit, file, project};
use domain::id::{FileId, JobId, ProjectId};
use domain::job::JobKind;
use domain::right::Right;
use domain::table_file::{FileFormat, Mapping, sniff};
use domain::{FieldErrors, Scope};
use serde::{Deserialize, Serialize};

/// What is said of a file whose time is over, or that has been imported.
const GONE: &str = "The file is not there any more. Upload it again.";

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

/// What an import job is asked to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Params {
    pub project: ProjectId,
    pub file: FileId,
    pub name: String,
    pub format: FileFormat,
    pub mapping: Option<Mapping>,
    pub dry_run: bool,
    pub validate: bool,
}

/// An import that has been queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportStarted {
    pub job: JobId,
    /// The validation of the new numbers, which waits for it.
    pub validation: Option<JobId>,
}

/// Queues the import of an uploaded file, or its dry run.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`] when the tenant has no such project; [`Error::Invalid`] at
/// `format` for one that can't be imported, at `file` when the file is gone or is no table at all; [`Error::Conflict`] while
/// another job reads it, and when the company has as many numbers as it may.
pub async fn import(engine: &Engine, scope: &Scope, draft: &ImportDraft) -> Result<ImportStarted> {
    allow(scope, Right::ChangeNumbers)?;
    if !FileFormat::IMPORTED.contains(&draft.format) {
        return Err(FieldErrors::one("format", "Invalid format. Must be csv, txt, or json.").into());
    }
    let tx = TenantTx::begin(engine, scope).await?;
    let project = project::hold(&tx, scope, draft.project).await?;
    if !draft.dry_run {
        // How many rows a file has it says at its end; the job sees that they fit.
        quota::take(&tx, 1).await?;
    }
    let stored = file::upload(&tx, project.id, draft.file).await.map_err(|error| match error {
        Error::NotFound => FieldErrors::one("file", GONE).into(),
        other => other,
    })?;
    let beginning = file::piece(&tx, draft.file, 0).await?.unwrap_or_default();
    sniff(&beginning).map_err(|why| FieldErrors::one("file", why.to_string()))?;
    let params = Params {
        project: project.id,
        file: draft.file,
        name: stored.name,
        format: draft.format,
        mapping: draft.mapping.clone(),
        dry_run: draft.dry_run,
        validate: draft.validate,
    };
    let what = if draft.dry_run { "Dry run of " } else { "" };
    let job = NewJob {
        subject: Some(project.id.0),
        unique: Some(format!("file {}", draft.file)),
        ..NewJob::new(
            JobKind::ImportNumbers,
            format!("{what}{} → {}", params.name, project.name),
            serde_json::to_value(&params)?,
        )
    };
    let queued = queue::enqueue(&tx, scope, job).await?;
    if !queued.is_new {
        return Err(Error::Conflict("Another job is reading this file already; wait until it has ended.".into()));
    }
    let id = queued.job;
    // While the job is open the file stays; after a dry run it has its day again.
    let sql = format!(
        "update stored_file set job_id = $3, project_id = $4, expires_at = now() + interval '{}' where tenant_id = $1 and id = $2",
        file::UPLOAD_KEPT
    );
    tx.execute(&sql, [tx.tenant(), draft.file.0.into(), id.0.into(), project.id.0.into()]).await?;
    let validation = if draft.validate && !draft.dry_run {
        let of = Some(project.id);
        queue_validation(&tx, scope, of, &project.name, &Wanted::Pending, VALIDATION_BATCH, Some(id)).await?
    } else {
        None
    };
    let entry = audit::Entry::made("number.import", format!("project:{}", project.id), &params)?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    queue::wake(engine, scope, id).await;
    let validation = validation.map(|validation| validation.job);
    if let Some(validation) = validation {
        queue::wake(engine, scope, validation).await;
    }
    Ok(ImportStarted { job: id, validation })
}
