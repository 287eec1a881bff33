use super::{Edit, EditParams};
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::queue::{self, NewJob};
use crate::tenancy::{PlatformTx, TenantTx, Tx};
use crate::tenant::quota;
use crate::{Engine, audit};
use domain::id::{JobId, NumberId};
use domain::job::{JobKind, JobState};
use domain::phone::PhoneNumber;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Duration;
use time::OffsetDateTime;

/// How long after its end a change of many numbers can be taken back (FEATURES L7).
pub const UNDO: Duration = Duration::from_secs(15 * 60);

/// Rows forgotten in one sweep.
const SWEEP: i64 = 20_000;

/// Which job is taken back, as the job that does it keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct UndoParams {
    pub job: JobId,
    /// What it did, as it was asked for.
    pub did: Value,
}

#[derive(FromQueryResult)]
struct Row {
    title: String,
    state: String,
    params: Value,
    subject_id: Option<i64>,
    finished_at: Option<OffsetDateTime>,
    in_time: bool,
    rows: i64,
}

/// Until when a job can be taken back; `None` when it can't, or no longer.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has no such job.
pub async fn undoable_until(engine: &Engine, scope: &Scope, job: JobId) -> Result<Option<OffsetDateTime>> {
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let row = find(&tx, job).await?;
    tx.commit().await?;
    Ok(row.finished_at.filter(|_| row.in_time && row.rows > 0).map(|ended| ended + UNDO))
}

async fn find(tx: &TenantTx, job: JobId) -> Result<Row> {
    let row: Option<Row> = tx
        .one(
            "select title, state, params, subject_id, finished_at,
                 coalesce(finished_at > statement_timestamp() - make_interval(secs => $3), false) as in_time,
                 (select count(*) from (
                     select from number_before b where b.tenant_id = $1 and b.job_id = $2 limit 1) one) as rows
             from job where tenant_id = $1 and id = $2",
            [tx.tenant(), job.0.into(), UNDO.as_secs_f64().into()],
        )
        .await?;
    row.ok_or(Error::NotFound)
}

/// Queues a job that takes back what another did: each number becomes again what it was, but for those that somebody has
/// changed since; they are left and listed.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`] when the tenant has no such job; [`Error::Conflict`] when it
/// has not ended, its time is over, nothing of it is left to take back, or the company may not keep so many numbers.
pub async fn undo(engine: &Engine, scope: &Scope, job: JobId) -> Result<JobId> {
    allow(scope, Right::ChangeNumbers)?;
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
        return refuse("There is nothing to undo: this job changed no number, or it was undone already.");
    }
    let did: Option<EditParams> = serde_json::from_value(row.params.clone()).ok();
    if did.is_some_and(|did| matches!(did.edit, Edit::Delete)) {
        take_back_fits(&tx, job).await?;
    }
    let params = UndoParams { job, did: row.params };
    let undo = NewJob {
        subject: row.subject_id,
        unique: Some(undo_key(job)),
        ..NewJob::new(JobKind::UndoNumbers, format!("Undo: {}", row.title), serde_json::to_value(&params)?)
    };
    let queued = queue::enqueue(&tx, scope, undo).await?;
    if !queued.is_new {
        return refuse("It is being undone already.");
    }
    let entry = audit::Entry::made("number.undo", format!("job:{job}"), json!({ "by": queued.job }))?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    queue::wake(engine, scope, queued.job).await;
    Ok(queued.job)
}

/// Numbers that were deleted come back, so they must fit; those that were changed are there already.
async fn take_back_fits(tx: &TenantTx, job: JobId) -> Result<()> {
    if quota::of_numbers(tx).await?.is_none() {
        return Ok(());
    }
    let gone = tx
        .figure(
            "select count(*) as n from number_before where tenant_id = $1 and job_id = $2",
            [tx.tenant(), job.0.into()],
        )
        .await?;
    quota::take(tx, u64::try_from(gone).unwrap_or(0)).await
}

fn undo_key(job: JobId) -> String {
    format!("undo:{job}")
}

/// A number that a job left as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    pub id: NumberId,
    pub number: PhoneNumber,
    pub reason: String,
}

/// The first numbers that a job left as they were, in the order of their ids, at most `most`.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read numbers.
pub async fn left(engine: &Engine, scope: &Scope, job: JobId, most: u64) -> Result<Vec<Left>> {
    #[derive(FromQueryResult)]
    struct Row {
        number_id: i64,
        number: i64,
        reason: String,
    }
    allow(scope, Right::SeeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let rows: Vec<Row> = tx
        .all(
            "select number_id, number, reason from number_left where tenant_id = $1 and job_id = $2
             order by number_id limit $3",
            [tx.tenant(), job.0.into(), i64::try_from(most).unwrap_or(i64::MAX).into()],
        )
        .await?;
    tx.commit().await?;
    rows.into_iter()
        .map(|row| {
            let number = PhoneNumber::from_stored(row.number)
                .map_err(|_| Error::Internal(format!("number {} is strange", row.number_id)))?;
            Ok(Left { id: NumberId(row.number_id), number, reason: row.reason })
        })
        .collect()
}

/// Forgets what numbers were before changes whose time to be taken back is over, unless that is being done.
pub(crate) async fn forget_before(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let gone = tx
        .execute(
            "delete from number_before b using (
                 select b.tenant_id, b.job_id, b.id from number_before b
                 join job j on j.tenant_id = b.tenant_id and j.id = b.job_id
                 where j.finished_at < statement_timestamp() - make_interval(secs => $1)
                     and not exists (
                         select from job u where u.tenant_id = j.tenant_id and u.kind = 'undo_numbers'
                             and u.unique_key = 'undo:' || j.id
                             and u.state in ('held', 'waiting', 'running', 'retrying'))
                 limit $2) old
             where b.tenant_id = old.tenant_id and b.job_id = old.job_id and b.id = old.id",
            [UNDO.as_secs_f64().into(), SWEEP.into()],
        )
        .await?;
    tx.commit().await?;
    Ok(gone)
}
