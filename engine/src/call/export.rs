use super::lane::reach;
use crate::allow::allow;
use crate::crm::ExportStarted;
use crate::error::Result;
use crate::here::Here;
use crate::queue::{self, NewJob};
use crate::tenancy::TenantTx;
use crate::{Engine, audit};
use domain::call::CallExportDraft;
use domain::job::JobKind;
use domain::phone::grouped;
use domain::{Right, Scope};

/// Queues the export of calls into a file. The filter travels, not the calls: what matches when the job comes to it is
/// exported, but nothing that was made after its start.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::Invalid`] at `format` and `fields`.
pub async fn export(engine: &Engine, scope: &Scope, draft: &CallExportDraft) -> Result<ExportStarted> {
    allow(scope, Right::ExportCalls)?;
    let request = draft.check()?;
    let tx = TenantTx::begin(engine, scope).await?;
    let here = Here::of(&tx, scope).await?;
    let rows = reach(&request.filter, &here).count_exact(&tx).await?;
    let title = format!("{} calls as {}", grouped(rows), request.format.as_str());
    let job = NewJob {
        total: i64::try_from(rows).unwrap_or(i64::MAX),
        ..NewJob::new(JobKind::ExportCalls, title, serde_json::to_value(&request)?)
    };
    let id = queue::enqueue(&tx, scope, job).await?.job;
    audit::record(&tx, scope, audit::Entry::made("call.export", format!("job:{id}"), &request)?).await?;
    tx.commit().await?;
    queue::wake(engine, scope, id).await;
    Ok(ExportStarted { job: id, rows })
}
