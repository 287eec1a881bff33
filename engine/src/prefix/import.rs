use crate::allow::allow_platform;
use crate::error::Result;
use crate::queue::{self, NewJob};
use crate::tenancy::TenantTx;
use crate::{Engine, audit, file};
use bytes::Bytes;
use domain::Scope;
use domain::id::{FileId, JobId};
use domain::job::JobKind;
use futures::Stream;
use serde::{Deserialize, Serialize};

/// The largest upload of a prefix file, in bytes: the whole code report as text is 41 MB, and its job reads it whole.
const UPLOAD_MAX: u64 = 256 * 1024 * 1024;

/// What an import job is asked to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Params {
    pub file: FileId,
    pub name: String,
}

/// Stores a file and queues its import. What kind of file it is the job finds out by its content.
///
/// # Errors
/// [`crate::Error::Denied`] for anybody but a platform admin; [`crate::Error::Invalid`] at `file` when it is empty, too
/// large, or breaks off.
pub async fn import(
    engine: &Engine,
    scope: &Scope,
    file_name: &str,
    bytes: impl Stream<Item = std::io::Result<Bytes>>,
) -> Result<JobId> {
    allow_platform(scope)?;
    let name: String =
        file_name.rsplit(['/', '\\']).next().unwrap_or("").chars().filter(|c| !domain::unseen::is_unseen(*c)).collect();
    let name = if name.is_empty() { "prefixes".to_owned() } else { name };
    let brought =
        file::Brought { name: &name, project: None, holds: file::Holds::Numbers, most: UPLOAD_MAX, expires: false };
    let file = file::store(engine, scope, brought, bytes).await?;
    let params = Params { file, name };
    let tx = TenantTx::begin(engine, scope).await?;
    let job = NewJob::new(JobKind::ImportPrefixes, params.name.clone(), serde_json::to_value(&params)?);
    let id = queue::enqueue(&tx, scope, job).await?.job;
    audit::record(&tx, scope, audit::Entry::made("prefix.import", format!("job:{id}"), &params)?).await?;
    tx.commit().await?;
    queue::wake(engine, scope, id).await;
    Ok(id)
}
