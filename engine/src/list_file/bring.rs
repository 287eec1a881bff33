use super::{Params, Target};
use crate::error::{Error, Result};
use crate::queue::{self, NewJob};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit, file};
use bytes::Bytes;
use domain::id::{FileId, JobId};
use domain::table_file::{FileFormat, sniff};
use domain::{FieldErrors, Scope};
use futures::Stream;

/// Stores a file as it arrives and queues what becomes of it. The verb that calls has asked for the right.
///
/// # Errors
/// [`Error::Invalid`] at `file` when it is empty, breaks off, or is no table at all.
pub(crate) async fn bring(
    engine: &Engine,
    scope: &Scope,
    target: Target,
    dry_run: bool,
    file_name: &str,
    bytes: impl Stream<Item = std::io::Result<Bytes>>,
) -> Result<JobId> {
    let name = file_name.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).unwrap_or("numbers");
    let brought = file::Brought { name, project: None, most: u64::MAX, expires: true };
    let id = file::store(engine, scope, brought, bytes).await?;
    let format = FileFormat::of_name(name).unwrap_or(FileFormat::Csv);
    let params = Params { file: id, name: name.to_owned(), format, dry_run, target };
    start(engine, scope, params).await
}

/// Queues the job that reads a file which is there.
pub(super) async fn start(engine: &Engine, scope: &Scope, params: Params) -> Result<JobId> {
    let tx = TenantTx::begin(engine, scope).await?;
    look(&tx, params.file).await?;
    let what = if params.dry_run { "Dry run of " } else { "" };
    let kind = params.target.kind();
    let job = NewJob {
        unique: Some(format!("file {}", params.file)),
        ..NewJob::new(kind, format!("{what}{} → {}", params.name, params.target.name()), serde_json::to_value(&params)?)
    };
    let queued = queue::enqueue(&tx, scope, job).await?;
    if !queued.is_new {
        return Err(Error::Conflict("Another job is reading this file already; wait until it has ended.".into()));
    }
    let id = queued.job;
    // While the job is open the file stays; after a dry run it has its day again.
    let sql = format!(
        "update stored_file set job_id = $3, expires_at = now() + interval '{}' where tenant_id = $1 and id = $2",
        file::UPLOAD_KEPT
    );
    tx.execute(&sql, [tx.tenant(), params.file.0.into(), id.0.into()]).await?;
    let verb = match &params.target {
        Target::Consents { .. } => "consent.import",
        Target::DoNotCall { .. } => "do_not_call.import",
        Target::Calls => "call.import",
    };
    audit::record(&tx, scope, audit::Entry::made(verb, format!("job:{id}"), &params)?).await?;
    tx.commit().await?;
    queue::wake(engine, scope, id).await;
    Ok(id)
}

/// Looks whether the file is there and can be a table; its row is locked, so it is not forgotten before the job is queued.
async fn look(tx: &TenantTx, id: FileId) -> Result<()> {
    let there = tx
        .figure(
            "select count(*) as n from (select 1 from stored_file
             where tenant_id = $1 and id = $2 and purpose = 'upload' and expires_at is not null and sha256 is not null
             for update) found",
            [tx.tenant(), id.0.into()],
        )
        .await?;
    let beginning = file::piece(tx, id, 0).await?.filter(|_| there > 0);
    let gone = || FieldErrors::one("file", "The file is not there any more. Upload it again.");
    sniff(&beginning.ok_or_else(gone)?).map_err(|why| FieldErrors::one("file", why.to_string()))?;
    Ok(())
}
