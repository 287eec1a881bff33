use crate::allow::allow;
use crate::crm::count_exact;
use crate::error::Result;
use crate::queue::{self, NewJob};
use crate::tenancy::TenantTx;
use crate::{Engine, audit};
use domain::crm::{Kind, RecordColumn, RecordExportDraft};
use domain::filter::{Filter, OfKind};
use domain::id::JobId;
use domain::job::JobKind;
use domain::phone::grouped;
use domain::table_file::FileFormat;
use domain::{Right, Scope};
use serde::{Deserialize, Serialize};

/// What an export job is asked to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Params {
    pub kind: Kind,
    pub format: FileFormat,
    pub columns: Vec<RecordColumn>,
    /// As it stands in an address.
    pub filter: String,
}

/// An export that has been queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportStarted {
    pub job: JobId,
    /// How many records match now.
    pub rows: u64,
}

/// Queues the export of the records that match into a file. The filter travels, not the records: what matches when the job
/// comes to it is exported, but nothing that came in after its start.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::Invalid`] at `format` and `fields`.
pub async fn export<S: OfKind>(
    engine: &Engine,
    scope: &Scope,
    filter: &Filter<S>,
    draft: &RecordExportDraft,
) -> Result<ExportStarted> {
    allow(scope, Right::ExportContacts)?;
    let (format, columns) = draft.check(S::KIND)?;
    let rows = count_exact(engine, scope, filter).await?;
    let tx = TenantTx::begin(engine, scope).await?;
    let params = Params { kind: S::KIND, format, columns, filter: filter.to_query() };
    let title = format!("{} {} as {}", grouped(rows), S::KIND.plural(), format.as_str());
    let job = NewJob {
        total: i64::try_from(rows).unwrap_or(i64::MAX),
        ..NewJob::new(JobKind::ExportRecords, title, serde_json::to_value(&params)?)
    };
    let id = queue::enqueue(&tx, scope, job).await?.job;
    let verb = format!("{}.export", S::KIND.as_str());
    audit::record(&tx, scope, audit::Entry::made(&verb, format!("job:{id}"), &params)?).await?;
    tx.commit().await?;
    queue::wake(engine, scope, id).await;
    Ok(ExportStarted { job: id, rows })
}
