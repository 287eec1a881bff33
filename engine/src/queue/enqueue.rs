use super::announce::announce;
use crate::Engine;
use crate::error::{Error, Result};
use crate::tenancy::{Tx, statement};
use domain::Scope;
use domain::id::JobId;
use domain::job::{JobKind, JobPriority, JobState};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde_json::Value;
use uuid::Uuid;

/// How often a job is tried before it fails: a few crashes of its worker and a few bad minutes of the database.
const ATTEMPTS: i32 = 8;
/// An open job with the key is there, then it has ended, then there is another: so often in a row is no accident.
const TRIES: usize = 5;

/// A job to be queued.
#[derive(Debug)]
pub(crate) struct NewJob {
    pub kind: JobKind,
    /// What it works on, for people.
    pub title: String,
    /// Ids and parameters, never copied rows.
    pub params: Value,
    pub subject: Option<i64>,
    pub total: i64,
    pub steps_total: i64,
    pub priority: JobPriority,
    /// The tenant has at most one open job of the kind with this key.
    pub unique: Option<String>,
    /// The job that must be done before this one starts.
    pub after: Option<JobId>,
}

impl NewJob {
    /// A job of normal priority whose extent is not known yet.
    pub(crate) fn new(kind: JobKind, title: impl Into<String>, params: Value) -> Self {
        Self {
            kind,
            title: title.into(),
            params,
            subject: None,
            total: 0,
            steps_total: 0,
            priority: JobPriority::Normal,
            unique: None,
            after: None,
        }
    }
}

/// What came of queueing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Queued {
    pub job: JobId,
    /// `false` when an open job with the same key was there already: it is the one named.
    pub is_new: bool,
}

#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
}

/// Queues a job in the transaction of the verb that wants it. After the commit call [`wake`].
///
/// # Errors
/// [`Error::NotFound`] when there is no job to wait for, [`Error::Conflict`] when that one has ended without being done.
pub(crate) async fn enqueue(tx: &impl Tx, scope: &Scope, job: NewJob) -> Result<Queued> {
    let state = match job.after {
        Some(after) => state_behind(tx, scope, after).await?,
        None => JobState::Waiting,
    };
    for _ in 0..TRIES {
        let id = Uuid::now_v7();
        let written = tx
            .execute(
                "insert into job (id, tenant_id, kind, title, params, subject_id, total, steps_total, max_attempts,
                     created_by, priority, unique_key, after_id, state)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
                 on conflict (tenant_id, kind, unique_key)
                     where unique_key is not null and state in ('held', 'waiting', 'running', 'retrying') do nothing",
                [
                    id.into(),
                    scope.tenant().0.into(),
                    job.kind.as_str().into(),
                    job.title.clone().into(),
                    job.params.clone().into(),
                    job.subject.into(),
                    job.total.into(),
                    job.steps_total.into(),
                    ATTEMPTS.into(),
                    scope.actor().user().map(|user| user.0).into(),
                    job.priority.rank().into(),
                    job.unique.clone().into(),
                    job.after.map(|after| after.0).into(),
                    state.as_str().into(),
                ],
            )
            .await?;
        if written > 0 {
            return Ok(Queued { job: JobId(id), is_new: true });
        }
        let there: Option<Found> = tx
            .one(
                "select id from job where tenant_id = $1 and kind = $2 and unique_key = $3
                     and state in ('held', 'waiting', 'running', 'retrying')",
                [scope.tenant().0.into(), job.kind.as_str().into(), job.unique.clone().into()],
            )
            .await?;
        if let Some(there) = there {
            return Ok(Queued { job: JobId(there.id), is_new: false });
        }
    }
    Err(Error::Unavailable("Jobs of this kind come and go too quickly to add one; try again.".into()))
}

#[derive(FromQueryResult)]
struct State {
    state: String,
}

/// The state in which a job behind `after` begins. The lock keeps the one before from ending unseen until we have
/// committed: its end releases those that are held then.
async fn state_behind(tx: &impl Tx, scope: &Scope, after: JobId) -> Result<JobState> {
    let found: Option<State> = tx
        .one(
            "select state from job where tenant_id = $1 and id = $2 for share",
            [scope.tenant().0.into(), after.0.into()],
        )
        .await?;
    let found = found.ok_or(Error::NotFound)?.state;
    let state: JobState = found.parse().map_err(|_| Error::Internal(format!("job {after} is {found}")))?;
    match state {
        JobState::Done => Ok(JobState::Waiting),
        state if state.is_ended() => Err(Error::Conflict(format!("The job to wait for is {state}."))),
        _ => Ok(JobState::Held),
    }
}

/// Tells the workers of every node that there is work, and whoever watches that the job exists. A hint: workers look by
/// themselves too, so a failure is only logged.
pub(crate) async fn wake(engine: &Engine, scope: &Scope, job: JobId) {
    wake_workers(engine).await;
    announce(engine, scope.tenant(), job).await;
}

/// Tells the workers of every node that there may be work.
#[allow(clippy::disallowed_methods, reason = "a notice belongs to no transaction")]
pub(crate) async fn wake_workers(engine: &Engine) {
    if let Err(error) = engine.db().execute_raw(statement("select pg_notify('trunkline_work', '')", [])).await {
        tracing::warn!(%error, "waking the workers failed; they will look by themselves");
    }
}
