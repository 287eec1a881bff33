//! A job's row, read as what people watch.

use crate::error::{Error, Result};
use crate::node::works;
use domain::id::{JobId, ProjectId, UserId};
use domain::job::{JobKind, JobPriority, JobProgress, Pace};
use sea_orm::FromQueryResult;
use time::OffsetDateTime;
use uuid::Uuid;

/// The columns of [`Row`], for a query whose job is `j` and whose starter is `u`.
pub(crate) const COLUMNS: &str = concat!(
    "j.id, j.kind, j.title, j.state, j.cancel_requested_at is not null as cancelling, j.step,
    j.total, j.processed, j.succeeded, j.failed, j.steps_done, j.steps_total, j.attempt, j.max_attempts, j.subject_id,
    j.created_by, u.name as created_by_name, j.error, j.created_at, j.started_at, j.finished_at,
    j.priority, j.after_id, j.pace, j.worked_seconds, j.pace_samples,
    case when j.finished_at is null then (select p.reason from job_kind_pause p where p.kind = j.kind) end as paused,
    j.state in ('waiting', 'retrying') and not exists (select from node n where j.kind = any(n.kinds) and ",
    works!(),
    ") as unattended, clock_timestamp() as read_at, j.version"
);

#[derive(FromQueryResult)]
pub(crate) struct Row {
    id: Uuid,
    kind: String,
    title: String,
    state: String,
    cancelling: bool,
    step: String,
    total: i64,
    processed: i64,
    succeeded: i64,
    failed: i64,
    steps_done: i64,
    steps_total: i64,
    attempt: i32,
    max_attempts: i32,
    subject_id: Option<i64>,
    created_by: Option<i64>,
    created_by_name: Option<String>,
    error: Option<String>,
    created_at: OffsetDateTime,
    started_at: Option<OffsetDateTime>,
    finished_at: Option<OffsetDateTime>,
    priority: i16,
    after_id: Option<Uuid>,
    pace: f64,
    worked_seconds: f64,
    pace_samples: Vec<f32>,
    paused: Option<String>,
    unattended: bool,
    read_at: OffsetDateTime,
    version: i64,
}

impl TryFrom<Row> for JobProgress {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let state = row.state.parse().map_err(|_| Error::Internal(format!("job {} is {}", row.id, row.state)))?;
        let kind = JobKind::from_word(&row.kind);
        Ok(JobProgress {
            id: JobId(row.id),
            kind,
            title: row.title,
            state,
            priority: JobPriority::of_rank(row.priority),
            after: row.after_id.map(JobId),
            paused: row.paused,
            unattended: row.unattended,
            cancelling: row.cancelling,
            step: row.step,
            total: row.total,
            processed: row.processed,
            succeeded: row.succeeded,
            failed: row.failed,
            steps_done: row.steps_done,
            steps_total: row.steps_total,
            attempt: row.attempt,
            max_attempts: row.max_attempts,
            pace: Pace::kept(row.pace, row.worked_seconds, row.pace_samples),
            project: row.subject_id.filter(|_| kind.is_some_and(JobKind::works_on_a_project)).map(ProjectId),
            started_by: row.created_by.map(UserId),
            started_by_name: row.created_by_name,
            error: row.error,
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
            read_at: row.read_at,
            version: row.version,
        })
    }
}
