//! What a connection has been told of each job, and what there is to tell: every event once, in order.

use crate::api::phone::task::ActiveTask;
use domain::id::{JobId, UserId};
use domain::job::{JobProgress, JobState};
use serde_json::{Value, json};
use std::collections::HashMap;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Jobs that are remembered; beyond, the older half of those that ended is forgotten.
const REMEMBERED: usize = 2_000;

/// How far a job was told.
#[derive(Debug, Clone, Copy)]
struct Told {
    version: i64,
    started: bool,
    ended: Option<OffsetDateTime>,
    /// What the last progress said, so that a change of something else is not told as one.
    processed: i64,
}

/// The tale of a tenant's jobs, or of one person's.
#[derive(Debug)]
pub(super) struct Tale {
    told: HashMap<JobId, Told>,
    /// What ended before is history.
    since: OffsetDateTime,
    /// Whose jobs alone.
    of: Option<UserId>,
}

impl Tale {
    /// Begins at `since`, with the jobs that are open then: what they did so far is no news.
    pub(super) fn new(since: OffsetDateTime, of: Option<UserId>, open: &[JobProgress]) -> Self {
        let mut tale = Self { told: HashMap::new(), since, of };
        for job in open {
            tale.told.insert(job.id, Told::of(job, job.state == JobState::Running));
        }
        tale
    }

    /// Whether the job is among those that are told of.
    pub(super) fn concerns(&self, job: &JobProgress) -> bool {
        self.of.is_none_or(|person| job.started_by == Some(person))
    }

    /// Whether this state of the job is new.
    pub(super) fn is_news(&self, job: &JobProgress) -> bool {
        match self.told.get(&job.id) {
            Some(told) => told.version < job.version,
            None => job.finished_at.is_none_or(|at| at >= self.since),
        }
    }

    /// The jobs that were open when they were last looked at.
    pub(super) fn open(&self) -> Vec<JobId> {
        self.told.iter().filter(|(_, told)| told.ended.is_none()).map(|(id, _)| *id).collect()
    }

    /// The events of a state that is news, with the outcome of a job that ended.
    pub(super) fn tell(&mut self, job: &JobProgress, outcome: Option<Value>) -> Vec<Value> {
        if !self.concerns(job) || !self.is_news(job) {
            return Vec::new();
        }
        // One that was retried after its end starts once more.
        let before = self.told.get(&job.id).copied().filter(|told| told.ended.is_none() || job.state.is_ended());
        let was_started = before.is_some_and(|told| told.started);
        let was_ended = before.is_some_and(|told| told.ended.is_some());
        let started =
            was_started || job.state == JobState::Running || (job.state.is_ended() && job.started_at.is_some());
        let mut events = Vec::new();
        if started && !was_started {
            events.push(begun(job));
        }
        let moved = job.processed > before.map_or(0, |told| told.processed);
        if job.state == JobState::Running && moved {
            events.push(progress(job));
        }
        if job.state.is_ended() && !was_ended {
            events.push(end(job, outcome));
        }
        self.told.insert(job.id, Told::of(job, started));
        self.forget();
        events
    }

    /// Keeps the memory small: of what is forgotten only the time remains.
    fn forget(&mut self) {
        if self.told.len() <= REMEMBERED {
            return;
        }
        let mut ends: Vec<OffsetDateTime> = self.told.values().filter_map(|told| told.ended).collect();
        ends.sort_unstable();
        if let Some(until) = ends.get(ends.len() / 2).copied() {
            self.told.retain(|_, told| told.ended.is_none_or(|at| at >= until));
            self.since = self.since.max(until);
        }
    }
}

impl Told {
    fn of(job: &JobProgress, started: bool) -> Self {
        Self { version: job.version, started, ended: job.finished_at, processed: job.processed }
    }
}

/// The moment as the old clients read it.
pub(super) fn iso(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap_or_default()
}

fn begun(job: &JobProgress) -> Value {
    json!({
        "type": "task_started",
        "task_id": job.id,
        "task_name": ActiveTask::from(job).task_name,
        "timestamp": iso(job.started_at.unwrap_or(job.read_at)),
    })
}

fn progress(job: &JobProgress) -> Value {
    json!({
        "type": "task_progress",
        "task_id": job.id,
        "status": job.state.old_word(),
        "progress": job.percent(),
        "current_step": job.step,
        "processed_items": job.processed,
        "total_items": job.total,
    })
}

/// A cancelled task ends like a failed one, under its own status: the old clients know no third end.
fn end(job: &JobProgress, outcome: Option<Value>) -> Value {
    let at = iso(job.finished_at.unwrap_or(job.read_at));
    let status = job.state.old_word();
    match job.state {
        JobState::Done => json!({
            "type": "task_completed", "task_id": job.id, "status": status, "timestamp": at,
            "result_data": outcome.unwrap_or_else(|| json!({})),
        }),
        state => {
            let cancelled = (state == JobState::Cancelled).then_some("The task was cancelled.");
            let message = cancelled.or(job.error.as_deref()).unwrap_or("The task failed.");
            json!({
                "type": "task_failed", "task_id": job.id, "status": status, "error_message": message, "timestamp": at,
            })
        }
    }
}
