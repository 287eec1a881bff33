use super::change_many::ChangeParams;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::number::UNDO;
use crate::queue::{self, NewJob};
use crate::tenancy::{PlatformTx, TenantTx, Tx};
use crate::{Engine, audit};
use domain::crm::{Kind, Named};
use domain::id::{JobId, RecordId};
use domain::job::{JobKind, JobState};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::OffsetDateTime;

/// Rows forgotten in one sweep.
const SWEEP: i64 = 20_000;

/// Which job is taken back, as the job that does it keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct UndoManyParams {
    pub job: JobId,
    pub did: ChangeParams,
}

#[derive(FromQueryResult)]
struct Row {
    title: String,
    state: String,
    params: serde_json::Value,
    finished_at: Option<OffsetDateTime>,
    in_time: bool,
    rows: i64,
}

async fn find(tx: &TenantTx, job: JobId) -> Result<Row> {
    let row: Option<Row> = tx
        .one(
            "select title, state, params, finished_at,
                 coalesce(finished_at > clock_timestamp() - make_interval(secs => $3), false) as in_time,
                 (select count(*) from (
                     select from record_before b where b.tenant_id = $1 and b.job_id = $2 limit 1) one) as rows
             from job where tenant_id = $1 and id = $2",
            [tx.tenant(), job.0.into(), UNDO.as_secs_f64().into()],
        )
        .await?;
    row.ok_or(Error::NotFound)
}

/// Until when a change of many records can be taken back; `None` when it can't, or no longer.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has no such job.
pub async fn undoable_until(engine: &Engine, scope: &Scope, job: JobId) -> Result<Option<OffsetDateTime>> {
    allow(scope, Right::SeeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let row = find(&tx, job).await?;
    tx.commit().await?;
    Ok(row.finished_at.filter(|_| row.in_time && row.rows > 0).map(|ended| ended + UNDO))
}

/// Queues a job that takes back what another did: each record becomes again what it was, but for those that somebody has
/// changed since; they are left and listed.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`] when the tenant has no such job; [`Error::Conflict`] when it
/// has not ended, its time is over, or nothing of it is left to take back.
pub async fn undo_many(engine: &Engine, scope: &Scope, job: JobId) -> Result<JobId> {
    allow(scope, Right::ChangeContacts)?;
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
    let params = UndoManyParams { job, did: serde_json::from_value(row.params)? };
    let undo = NewJob {
        unique: Some(format!("undo:{job}")),
        ..NewJob::new(JobKind::UndoRecords, format!("Undo: {}", row.title), serde_json::to_value(&params)?)
    };
    let queued = queue::enqueue(&tx, scope, undo).await?;
    if !queued.is_new {
        return refuse("It is being undone already.");
    }
    let verb = format!("{}.undo", params.did.kind.as_str());
    audit::record(&tx, scope, audit::Entry::made(&verb, format!("job:{job}"), json!({ "by": queued.job }))?).await?;
    tx.commit().await?;
    queue::wake(engine, scope, queued.job).await;
    Ok(queued.job)
}

/// A record that a job left as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftRecord {
    pub kind: Kind,
    pub record: Named<RecordId>,
    pub reason: String,
}

/// The first records that a job left as they were, in the order of their ids, at most `most`.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read contacts.
pub async fn left_records(engine: &Engine, scope: &Scope, job: JobId, most: u64) -> Result<Vec<LeftRecord>> {
    #[derive(FromQueryResult)]
    struct Row {
        entity_id: i64,
        name: String,
        reason: String,
        kind: Option<String>,
    }
    allow(scope, Right::SeeContacts)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let rows: Vec<Row> = tx
        .all(
            "select l.entity_id, l.name, l.reason, coalesce(j.params->>'kind', j.params->'did'->>'kind') as kind
             from record_left l join job j on j.tenant_id = l.tenant_id and j.id = l.job_id
             where l.tenant_id = $1 and l.job_id = $2 order by l.entity_id limit $3",
            [tx.tenant(), job.0.into(), i64::try_from(most).unwrap_or(i64::MAX).into()],
        )
        .await?;
    tx.commit().await?;
    Ok(rows
        .into_iter()
        .map(|row| LeftRecord {
            kind: row.kind.as_deref().and_then(Kind::from_word).unwrap_or(Kind::Contact),
            record: Named { id: RecordId(row.entity_id), name: row.name },
            reason: row.reason,
        })
        .collect())
}

/// Forgets what records were before changes whose time to be taken back is over, unless that is being done.
pub(crate) async fn forget_before(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let gone = tx
        .execute(
            "delete from record_before b using (
                 select b.tenant_id, b.job_id, b.entity_id from record_before b
                 join job j on j.tenant_id = b.tenant_id and j.id = b.job_id
                 where j.finished_at < clock_timestamp() - make_interval(secs => $1)
                     and not exists (
                         select from job u where u.tenant_id = j.tenant_id and u.kind = 'undo_records'
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
