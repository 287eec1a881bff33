//! How far a job is, how fast it goes, and how long it has left.

use super::{JobKind, JobPriority, JobState, Pace};
use crate::id::{JobId, ProjectId, UserId};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A job as people watch it: small, whole, and sent again whenever it changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobProgress {
    pub id: JobId,
    /// `None` when the row is of a kind this release does not know.
    pub kind: Option<JobKind>,
    /// What it works on, in words: "415 · 100,000 numbers".
    pub title: String,
    pub state: JobState,
    pub priority: JobPriority,
    /// The job it waits for while it is held.
    pub after: Option<JobId>,
    /// Why its kind is paused (empty when nobody said): it does not start, or goes back to wait after the step it is in.
    pub paused: Option<String>,
    /// It waits, and no node that works knows its kind: it does not start until one comes.
    pub unattended: bool,
    /// Somebody asked it to stop; a running job ends between two steps.
    pub cancelling: bool,
    /// The step in words: "Generating batch 45 of 100".
    pub step: String,
    /// Things to do, 0 while unknown.
    pub total: i64,
    /// Things done, whatever came of them; never falls within one attempt's life.
    pub processed: i64,
    pub succeeded: i64,
    pub failed: i64,
    /// Steps committed, and how many there will be if that is known.
    pub steps_done: i64,
    pub steps_total: i64,
    pub attempt: i32,
    pub max_attempts: i32,
    pub pace: Pace,
    pub project: Option<ProjectId>,
    pub started_by: Option<UserId>,
    /// The name of who started it, for people.
    pub started_by_name: Option<String>,
    /// What went wrong last, in words a person can act on.
    pub error: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub started_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub finished_at: Option<OffsetDateTime>,
    /// The database's clock when this was read: islands count from it, not from the browser's clock.
    #[serde(with = "time::serde::rfc3339")]
    pub read_at: OffsetDateTime,
    /// Rises with every change of the row.
    pub version: i64,
}

/// Things a second, and what that leaves.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// Things a second since the start, 0 before the first.
    pub per_second: f64,
    /// Seconds left at this rate; `None` when it can't be told.
    pub seconds_left: Option<f64>,
}

impl JobProgress {
    /// Whether it is done without having done all that was asked for: there was not as much.
    pub fn fell_short(&self) -> bool {
        self.state == JobState::Done && self.processed < self.total
    }

    /// The share done in whole percent, rounded down; 100 only when the job is done and nothing is missing.
    pub fn percent(&self) -> u8 {
        if self.state == JobState::Done && !self.fell_short() {
            return 100;
        }
        if self.total <= 0 {
            return 0;
        }
        let share = self.processed.clamp(0, self.total) as i128 * 100 / self.total as i128;
        u8::try_from(share.min(99)).unwrap_or(99)
    }

    /// The rate lately (of the whole run when it has ended), and the time left at it.
    pub fn rate(&self) -> Rate {
        let per_second = match self.state.is_ended() {
            true if self.pace.worked > 0.0 => self.processed as f64 / self.pace.worked,
            true => 0.0,
            false => self.pace.per_second,
        };
        let goes_on = !self.state.is_ended() && self.total > 0;
        let seconds_left = goes_on.then(|| self.pace.seconds_for(self.total - self.processed)).flatten();
        Rate { per_second, seconds_left }
    }

    /// Seconds from its start to its end or to now, with the time between its attempts.
    pub fn seconds_run(&self) -> Option<f64> {
        self.started_at.map(|started| (self.finished_at.unwrap_or(self.read_at) - started).as_seconds_f64().max(0.0))
    }
}
