//! How a campaign stood, hour by hour.

use super::CampaignState;
use super::report::{ReportDays, days};
use crate::FieldErrors;
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

/// The most days of a history that are read at once: 744 hours.
pub const HISTORY_DAYS_MAX: i64 = 31;

/// The days of a history where nobody says otherwise, up to today.
const USUAL_DAYS: i64 = 7;

/// The days of a history, as they are typed; an empty one means the last seven days up to today.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HistoryDraft {
    pub from: String,
    pub to: String,
}

impl HistoryDraft {
    /// The days that are meant.
    ///
    /// # Errors
    /// At `from` and `to` for what is no date, for a period that ends before it begins, and for one of more than
    /// [`HISTORY_DAYS_MAX`] days.
    pub fn check(&self, today: Date) -> Result<ReportDays, FieldErrors> {
        days(&self.from, &self.to, today, USUAL_DAYS, HISTORY_DAYS_MAX, "A history")
    }
}

/// How a campaign stood at one moment of an hour: counts of its rows, as [`super::Figures`] has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignHour {
    /// When the hour began, of UTC.
    pub hour: OffsetDateTime,
    /// The moment of which the counts are: soon after the hour began, after the campaign was started, or after it ended.
    pub counted_at: OffsetDateTime,
    /// The campaign's state at that moment.
    pub state: CampaignState,
    /// On the list, of whom no dial was made yet.
    pub contacts_left: u64,
    pub queued: u64,
    pub in_flight: u64,
    pub retrying: u64,
    pub completed: u64,
    pub failed: u64,
    pub blocked: u64,
    pub cancelled: u64,
    /// Why those waited who waited, the most frequent first, in the words of [`super::Figures::waiting`]. The sum is
    /// [`CampaignHour::waits`].
    pub waiting: Vec<(String, u64)>,
}

impl CampaignHour {
    /// Contacts and dials that waited for a call.
    pub fn waits(&self) -> u64 {
        self.contacts_left + self.queued + self.retrying
    }

    /// Dials that had ended.
    pub fn ended(&self) -> u64 {
        self.completed + self.failed + self.blocked + self.cancelled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn a_history_is_of_seven_days_up_to_today_or_of_those_that_are_named_and_of_a_month_at_most() {
        let today = date!(2026 - 11 - 23);
        let of = |from: &str, to: &str| HistoryDraft { from: from.into(), to: to.into() }.check(today);
        assert_eq!(of("", ""), Ok(ReportDays { first: date!(2026 - 11 - 17), last: today }));
        assert_eq!(of("", "2026-01-05").unwrap().first, date!(2025 - 12 - 30));
        assert!(of("2026-01-01", "2026-01-31").is_ok());
        for (from, to, field) in [
            ("2026-01-01", "2026-02-01", "from"),
            ("2026-02-01", "2026-01-01", "from"),
            ("soon", "", "from"),
            ("", "2026-02-30", "to"),
        ] {
            let errors = of(from, to).unwrap_err();
            assert_eq!(errors.at(field).len(), 1, "{from} {to}: {errors}");
        }
    }
}
