//! The states of a job and the only ways between them.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// Waits for another job to be done.
    Held,
    /// Waits for a worker.
    Waiting,
    /// A worker holds its lease.
    Running,
    /// Failed and waits for its next attempt.
    Retrying,
    /// Ended with its outcome.
    Done,
    /// Ended after its last attempt failed.
    Failed,
    /// Ended because somebody cancelled it.
    Cancelled,
}

/// What happens to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobEvent {
    /// The job it waited for is done.
    Release,
    /// A worker takes it.
    Claim,
    /// Its last step committed.
    Finish,
    /// A step failed and attempts are left.
    FailForNow,
    /// A step failed and no attempt is left, or trying again can't help.
    FailForGood,
    /// Somebody cancelled it (a running one ends between two steps), or the job it waited for was not done.
    Cancel,
    /// Its worker stops, or its lease ran out: it goes back to wait.
    HandBack,
    /// Somebody wants an ended one to be tried again.
    Retry,
    /// The job it waited for is tried again.
    Hold,
}

/// The event can't happen to a job in this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a job that is {state} can't take the event {event:?}")]
pub struct Illegal {
    pub state: JobState,
    pub event: JobEvent,
}

impl JobState {
    /// Every state.
    pub const ALL: [JobState; 7] = [
        JobState::Held,
        JobState::Waiting,
        JobState::Running,
        JobState::Retrying,
        JobState::Done,
        JobState::Failed,
        JobState::Cancelled,
    ];

    /// The state after `event`.
    ///
    /// # Errors
    /// [`Illegal`] when the event can't happen in this state.
    pub fn apply(self, event: JobEvent) -> Result<JobState, Illegal> {
        use JobEvent::*;
        use JobState::*;
        Ok(match (self, event) {
            (Held, Release) => Waiting,
            (Waiting | Retrying, Claim) => Running,
            (Running, Finish) => Done,
            (Running, FailForNow) => Retrying,
            (Running, FailForGood) => Failed,
            (Held | Waiting | Running | Retrying, Cancel) => Cancelled,
            (Running, HandBack) => Waiting,
            (Failed | Cancelled, Retry) => Waiting,
            (Cancelled, Hold) => Held,
            (state, event) => return Err(Illegal { state, event }),
        })
    }

    /// Whether the job has ended: nothing but a retry moves it.
    pub fn is_ended(self) -> bool {
        matches!(self, JobState::Done | JobState::Failed | JobState::Cancelled)
    }

    /// The word that is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            JobState::Held => "held",
            JobState::Waiting => "waiting",
            JobState::Running => "running",
            JobState::Retrying => "retrying",
            JobState::Done => "done",
            JobState::Failed => "failed",
            JobState::Cancelled => "cancelled",
        }
    }

    /// The word the old phone-number platform's clients know (CONTRACTS A, `status`).
    pub fn old_word(self) -> &'static str {
        match self {
            JobState::Held | JobState::Waiting | JobState::Retrying => "pending",
            JobState::Running => "in_progress",
            JobState::Done => "completed",
            JobState::Failed => "failed",
            JobState::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for JobState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word names no state of a job.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a job is held, waiting, running, retrying, done, failed or cancelled")]
pub struct UnknownJobState;

impl FromStr for JobState {
    type Err = UnknownJobState;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        JobState::ALL.into_iter().find(|state| state.as_str() == text).ok_or(UnknownJobState)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use JobEvent::*;

    const EVENTS: [JobEvent; 9] = [Release, Claim, Finish, FailForNow, FailForGood, Cancel, HandBack, Retry, Hold];

    #[test]
    fn an_ended_job_moves_by_a_retry_of_it_or_of_what_it_waited_for_and_a_done_one_never() {
        for state in JobState::ALL.into_iter().filter(|state| state.is_ended()) {
            for event in EVENTS {
                let lawful = match event {
                    Retry => state != JobState::Done,
                    Hold => state == JobState::Cancelled,
                    _ => false,
                };
                assert_eq!(state.apply(event).is_ok(), lawful, "{state} {event:?}");
            }
        }
    }

    #[test]
    fn only_a_running_job_finishes_fails_or_is_handed_back() {
        for state in JobState::ALL {
            for event in [Finish, FailForNow, FailForGood, HandBack] {
                assert_eq!(state.apply(event).is_ok(), state == JobState::Running, "{state} {event:?}");
            }
        }
    }

    #[test]
    fn a_held_job_is_released_or_cancelled_and_nothing_else() {
        for event in EVENTS {
            assert_eq!(JobState::Held.apply(event).is_ok(), matches!(event, Release | Cancel), "{event:?}");
        }
    }

    #[test]
    fn every_word_reads_back() {
        for state in JobState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
    }
}
