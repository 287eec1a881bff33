use super::{Params, Target};
use crate::error::{Error, Result};
use crate::here::Here;
use crate::queue::{self, NewJob};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit, do_not_call, file};
use domain::consent::{ConsentKind, TermsDraft};
use domain::do_not_call::{List, check_note};
use domain::id::{FileId, JobId};
use domain::table_file::{FileFormat, Mapping, sniff};
use domain::{FieldErrors, Scope};
use time::format_description::well_known::Rfc3339;

/// What is said of a file whose time is over, or that has been imported.
const GONE: &str = "The file is not there any more. Upload it again.";

/// An import of an uploaded file.
#[derive(Debug, Clone)]
pub struct ImportDraft {
    /// What [`upload`](super::upload) answered.
    pub file: FileId,
    /// As the file's name says, CSV where it says nothing, when there is none.
    pub format: Option<FileFormat>,
    /// Which column is what; without it the first row says.
    pub mapping: Option<Mapping>,
    /// Tells what would come of it, and stores nothing.
    pub dry_run: bool,
    pub target: Target,
}

/// A job that reads a file, and what it is asked.
pub(crate) struct Queued {
    pub job: JobId,
    pub params: Params,
}

/// Queues the import of an uploaded file, or its dry run.
///
/// # Errors
/// [`Error::Denied`] without the right that the target takes; [`Error::Invalid`] at `format` for one that can't be imported,
/// at `file` when the file is gone or is no table at all, and at what the target says wrong; [`Error::Conflict`] while another
/// job reads the file.
pub async fn import(engine: &Engine, scope: &Scope, draft: &ImportDraft) -> Result<JobId> {
    draft.target.allow(scope)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let target = checked(draft.target.clone(), &Here::of(&tx, scope).await?)?;
    let (whither, verb) = match &target {
        Target::Numbers { .. } => return Err(Error::NotFound),
        Target::Records { kind, .. } => (kind.plural().to_owned(), format!("{}.import", kind.as_str())),
        Target::Calls => ("calls".to_owned(), "call.import".to_owned()),
        Target::Consents { .. } => ("consents".to_owned(), "consent.import".to_owned()),
        Target::DoNotCall { list: List::Installation, .. } => {
            ("the installation’s do-not-call list".to_owned(), "do_not_call.import".to_owned())
        }
        Target::DoNotCall { list: list @ List::Campaign(_), .. } => {
            do_not_call::there(&tx, scope.tenant(), *list).await?;
            ("the do-not-call list of a campaign".to_owned(), "do_not_call.import".to_owned())
        }
        Target::DoNotCall { .. } => ("the do-not-call list".to_owned(), "do_not_call.import".to_owned()),
    };
    let Queued { job, params } = take(&tx, scope, &ImportDraft { target, ..draft.clone() }, &whither).await?;
    audit::record(&tx, scope, audit::Entry::made(&verb, format!("job:{job}"), &params)?).await?;
    tx.commit().await?;
    queue::wake(engine, scope, job).await;
    Ok(job)
}

/// The target with what it says itself checked.
fn checked(target: Target, here: &Here) -> Result<Target> {
    Ok(match target {
        Target::Consents { usual } => Target::Consents { usual: usual_terms(usual, here)? },
        Target::DoNotCall { list, note } => Target::DoNotCall { list, note: check_note(&note)? },
        other => other,
    })
}

/// What a row leaves empty: what is not said here the rows have to say, so only what is said can be wrong.
fn usual_terms(mut usual: TermsDraft, here: &Here) -> Result<TermsDraft> {
    let or = |text: &str, other: &str| if text.trim().is_empty() { other.to_owned() } else { text.to_owned() };
    let complete = TermsDraft {
        kind: or(&usual.kind, ConsentKind::Oral.as_str()),
        source: or(&usual.source, "the file"),
        ..usual.clone()
    };
    complete.check(here.now, |local| here.moment(local))?;
    if usual.given_at.trim().is_empty() {
        // One moment for all rows, however long the job waits.
        usual.given_at = here.now.format(&Rfc3339).map_err(|error| FieldErrors::one("given_at", error.to_string()))?;
    }
    Ok(usual)
}

/// Queues the job that reads an upload, in a transaction that is under way; the file stays while the job is open.
pub(crate) async fn take(tx: &TenantTx, scope: &Scope, draft: &ImportDraft, whither: &str) -> Result<Queued> {
    let stored = file::upload(tx, draft.target.holds(), draft.target.project(), draft.file).await;
    let stored = stored.map_err(|error| match error {
        Error::NotFound => FieldErrors::one("file", GONE).into(),
        other => other,
    })?;
    let format = draft.format.or(FileFormat::of_name(&stored.name)).unwrap_or(FileFormat::Csv);
    if !FileFormat::IMPORTED.contains(&format) {
        return Err(FieldErrors::one("format", "Invalid format. Must be csv, txt, or json.").into());
    }
    let beginning = file::piece(tx, draft.file, 0).await?.unwrap_or_default();
    sniff(&beginning).map_err(|why| FieldErrors::one("file", why.to_string()))?;
    let params = Params {
        file: draft.file,
        name: stored.name,
        format,
        mapping: draft.mapping.clone(),
        dry_run: draft.dry_run,
        target: draft.target.clone(),
    };
    let what = if params.dry_run { "Dry run of " } else { "" };
    let project = params.target.project();
    let job = NewJob {
        subject: project.map(|project| project.0),
        unique: Some(format!("file {}", params.file)),
        ..NewJob::new(
            params.target.kind(),
            format!("{what}{} → {whither}", params.name),
            serde_json::to_value(&params)?,
        )
    };
    let queued = queue::enqueue(tx, scope, job).await?;
    if !queued.is_new {
        return Err(Error::Conflict("Another job is reading this file already; wait until it has ended.".into()));
    }
    // While the job is open the file stays; after a dry run it has its day again.
    let sql = format!(
        "update stored_file set job_id = $3, project_id = $4, expires_at = now() + interval '{}' where tenant_id = $1 and id = $2",
        file::UPLOAD_KEPT
    );
    let project = project.map(|project| project.0);
    tx.execute(&sql, [tx.tenant(), params.file.0.into(), queued.job.0.into(), project.into()]).await?;
    Ok(Queued { job: queued.job, params })
}
