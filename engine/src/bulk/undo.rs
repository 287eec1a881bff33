use crate::error::{Error, Result};
use crate::number::UNDO;
use crate::queue::{self, NewJob};
use crate::tenancy::{PlatformTx, TenantTx, Tx};
use crate::{Engine, audit};
use domain::Scope;
use domain::id::JobId;
use domain::job::{JobKind, JobState};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;

/// Rows forgotten in one sweep.
const SWEEP: i64 = 20_000;

/// Which job is taken back, as the job that does it keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Taking<P> {
    pub job: JobId,
    /// What it did, as it was asked for.
    pub did: P,
}

#[derive(FromQueryResult)]
struct Row {
    title: String,
    state: String,
    params: Value,
    finished_at: Option<OffsetDateTime>,
    in_time: bool,
    rows: i64,
}

async fn find(tx: &TenantTx, job: JobId) -> Result<Row> {
    let row: Option<Row> = tx
        .one(
            "select title, state, params, finished_at,
                 coalesce(finished_at > statement_timestamp() - make_interval(secs => $3), false) as in_time,
                 (select count(*) from (
                     select from record_before b where b.tenant_id = $1 and b.job_id = $2 limit 1) one) as rows
             from job where tenant_id = $1 and id = $2",
            [tx.tenant(), job.0.into(), UNDO.as_secs_f64().into()],
        )
        .await?;
    row.ok_or(Error::NotFound)
}

/// Until when a change of many records can be taken back; `None` when it can't, or no longer.
pub(crate) async fn undoable_until(tx: &TenantTx, job: JobId) -> Result<Option<OffsetDateTime>> {
    let row = find(tx, job).await?;
    Ok(row.finished_at.filter(|_| row.in_time && row.rows > 0).map(|ended| ended + UNDO))
}

/// Queues a job of `kind` that takes back what another did; `verb` says whose change it was by its parameters.
pub(crate) async fn queue_undo(
    engine: &Engine,
    scope: &Scope,
    job: JobId,
    kind: JobKind,
    verb: impl FnOnce(&Value) -> Result<String>,
) -> Result<JobId> {
    let tx = TenantTx::begin(engine, scope).await?;
    let row = find(&tx, job).await?;
    let refuse = |text: &str| Err(Error::Conflict(text.to_owned()));
    if !row.state.parse::<JobState>().is_ok_and(JobState::is_ended) {
        return refuse("The job has not ended. Cancel it first, then undo what it has done.");
    }
    if !row.in_time {
        return refuse("A change can be undone for 15 minutes after its end; that time is over.");
    }
    if row.rows == 0 {
        return refuse("There is nothing to undo: this job changed nothing, or it was undone already.");
    }
    let verb = verb(&row.params)?;
    let params = json!(Taking { job, did: row.params });
    let undo =
        NewJob { unique: Some(format!("undo:{job}")), ..NewJob::new(kind, format!("Undo: {}", row.title), params) };
    let queued = queue::enqueue(&tx, scope, undo).await?;
    if !queued.is_new {
        return refuse("It is being undone already.");
    }
    audit::record(&tx, scope, audit::Entry::made(&verb, format!("job:{job}"), json!({ "by": queued.job }))?).await?;
    tx.commit().await?;
    queue::wake(engine, scope, queued.job).await;
    Ok(queued.job)
}

/// Forgets what records were before changes whose time to be taken back is over, unless that is being done.
pub(crate) async fn forget_before(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let gone = tx
        .execute(
            "delete from record_before b using (
                 select b.tenant_id, b.job_id, b.entity_id from record_before b
                 join job j on j.tenant_id = b.tenant_id and j.id = b.job_id
                 where j.finished_at < statement_timestamp() - make_interval(secs => $1)
                     and not exists (
                         select from job u where u.tenant_id = j.tenant_id and u.kind in ('undo_records', 'undo_calls')
                             and u.unique_key = 'undo:' || j.id
                             and u.state in ('held', 'waiting', 'running', 'retrying'))
                 limit $2) old
             where b.tenant_id = old.tenant_id and b.job_id = old.job_id and b.entity_id = old.entity_id",
            [UNDO.as_secs_f64().into(), SWEEP.into()],
        )
        .await?;
    tx.commit().await?;
    Ok(gone)
}
