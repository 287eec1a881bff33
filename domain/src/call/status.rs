//! Where a call stands.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

/// Where a call stands; the codes are those of CONTRACTS B.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is to be held.
    Scheduled,
    /// Somebody answered.
    Connected,
    /// Nobody answered, or nobody came.
    Missed,
    /// Its start has passed and nobody said what became of it.
    Overdue,
    /// It was held and is done.
    Completed,
}

impl Status {
    /// Every status, in the order of their codes.
    pub const ALL: [Status; 5] =
        [Status::Scheduled, Status::Connected, Status::Missed, Status::Overdue, Status::Completed];

    /// The word that is filtered by.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Scheduled => "scheduled",
            Status::Connected => "connected",
            Status::Missed => "missed",
            Status::Overdue => "overdue",
            Status::Completed => "completed",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Status::Scheduled => "Scheduled",
            Status::Connected => "Connected",
            Status::Missed => "Missed",
            Status::Overdue => "Overdue",
            Status::Completed => "Completed",
        }
    }

    /// The code that is stored and sent, 1 to 5.
    pub fn code(self) -> i16 {
        match self {
            Status::Scheduled => 1,
            Status::Connected => 2,
            Status::Missed => 3,
            Status::Overdue => 4,
            Status::Completed => 5,
        }
    }

    /// The status of a code.
    pub fn of_code(code: i16) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.code() == code)
    }

    /// The status of a word in any case, or of a code's digit.
    pub fn read(typed: &str) -> Option<Status> {
        Status::ALL
            .into_iter()
            .find(|status| status.as_str().eq_ignore_ascii_case(typed) || status.code().to_string() == typed)
    }

    /// Whether a call that stands here may come to stand there. What was held may be corrected in any way; but a call falls
    /// overdue only while it waits to be held.
    pub fn may_become(self, next: Status) -> bool {
        next != Status::Overdue || matches!(self, Status::Scheduled | Status::Overdue)
    }

    /// The status of a call by itself: a scheduled one whose start has passed by `grace` is overdue, and an overdue one that
    /// was put to a later time is scheduled again.
    pub fn at(self, now: OffsetDateTime, start: OffsetDateTime, grace: Duration) -> Status {
        match self {
            Status::Scheduled if start.saturating_add(grace) <= now => Status::Overdue,
            Status::Overdue if start > now => Status::Scheduled,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_status_reads_back_from_its_code_and_its_word() {
        for status in Status::ALL {
            assert_eq!(Status::of_code(status.code()), Some(status));
            assert_eq!(Status::read(&status.label().to_uppercase()), Some(status));
            assert_eq!(Status::read(&status.code().to_string()), Some(status));
        }
        for wrong in ["", "0", "6", "01", "done"] {
            assert_eq!(Status::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_was_held_is_never_overdue_and_everything_else_can_be_corrected() {
        for from in Status::ALL {
            for to in Status::ALL {
                let held = matches!(from, Status::Connected | Status::Missed | Status::Completed);
                assert_eq!(from.may_become(to), !(held && to == Status::Overdue), "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn time_makes_a_scheduled_call_overdue_and_a_later_start_scheduled_again() {
        let (start, grace) = (datetime!(2026-11-21 10:00 UTC), Duration::minutes(15));
        let at = |status: Status, minutes| status.at(start + Duration::minutes(minutes), start, grace);
        assert_eq!((at(Status::Scheduled, 14), at(Status::Scheduled, 15)), (Status::Scheduled, Status::Overdue));
        assert_eq!((at(Status::Overdue, -1), at(Status::Overdue, 0)), (Status::Scheduled, Status::Overdue));
        assert_eq!(at(Status::Missed, 60), Status::Missed);
    }
}
