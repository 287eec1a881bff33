//! A campaign's report for whoever audits it: its days, and the hours at which people were called.

use crate::FieldErrors;
use crate::calling_rule::Law;
use crate::dial::{Hours, Windows, Zones};
use serde::{Deserialize, Serialize};
use time::format_description::well_known::Iso8601;
use time::{Date, Duration, OffsetDateTime};

/// The most days of a report.
pub const REPORT_DAYS_MAX: i64 = 366;

/// The days of a report where nobody says otherwise, up to today.
const USUAL_DAYS: i64 = 30;

/// The days of a report, as they are typed; an empty one means the last thirty days up to today.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportDraft {
    pub from: String,
    pub to: String,
}

/// The days of a report or a history, both of them in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportDays {
    pub first: Date,
    pub last: Date,
}

impl ReportDraft {
    /// The days that are meant.
    ///
    /// # Errors
    /// At `from` and `to` for what is no date, for a period that ends before it begins, and for one of more than
    /// [`REPORT_DAYS_MAX`] days.
    pub fn check(&self, today: Date) -> Result<ReportDays, FieldErrors> {
        days(&self.from, &self.to, today, USUAL_DAYS, REPORT_DAYS_MAX, "A report")
    }
}

/// The days that are typed, `usual` of them up to today where nothing is, and no more than `most`.
pub(super) fn days(
    from: &str,
    to: &str,
    today: Date,
    usual: i64,
    most: i64,
    what: &str,
) -> Result<ReportDays, FieldErrors> {
    let mut errors = FieldErrors::new();
    let mut day = |name: &str, typed: &str, usual: Date| match Date::parse(typed.trim(), &Iso8601::DATE) {
        _ if typed.trim().is_empty() => usual,
        // A day before or behind it has to be a date as well.
        Ok(day) if (1970..=9998).contains(&day.year()) => day,
        _ => {
            errors.add(name, "This must be a date, such as 2026-07-06.");
            usual
        }
    };
    let last = day("to", to, today);
    let first = day("from", from, last.checked_sub(Duration::days(usual - 1)).unwrap_or(last));
    if errors.is_empty() {
        if first > last {
            errors.add("from", "The first day is behind the last.");
        } else if (last - first).whole_days() >= most {
            errors.add("from", format!("{what} is of {most} days at most."));
        }
    }
    errors.into_result(ReportDays { first, last })
}

/// At which hour of their own clock people were called, and whether that was allowed: worked out from when each call began,
/// never taken from the verdict by which it was placed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LocalHours {
    /// Calls by the hour of the first of their clocks, from 0 to 23.
    pub hours: [u64; 24],
    /// Of whom nobody knows the clock; they stand in no hour.
    pub no_zone: u64,
    /// At a time at which the law of their place does not allow a call, by any clock that they may go by.
    pub outside_law: u64,
    /// Outside the windows that are given, by any such clock.
    pub outside_windows: u64,
    /// At a time that the law allows by the zone that somebody set on the contact, and not by the clocks of the area code.
    #[serde(default)]
    pub by_set_zone: u64,
}

impl LocalHours {
    /// Counts calls that began at a moment.
    pub fn add(&mut self, at: OffsetDateTime, calls: u64, zones: Option<&Zones>, law: Option<&Law>, windows: &Windows) {
        let Some(zones) = zones else {
            self.no_zone += calls;
            return;
        };
        if let Some(hour) = self.hours.get_mut(usize::from(zones.hour(at))) {
            *hour += calls;
        }
        if !(Hours { windows, law }).closed_by(at, zones).is_empty() {
            self.outside_law += calls;
        }
        if !(Hours { windows, law: None }).are_open(at, zones) {
            self.outside_windows += calls;
        }
    }

    /// Counts calls whose clocks were set on a contact, besides what [`LocalHours::add`] counts of them, where the area code's own
    /// would not have allowed them.
    pub fn add_set_zone(
        &mut self,
        at: OffsetDateTime,
        calls: u64,
        set: Option<&Zones>,
        own: Option<&Zones>,
        law: Option<&Law>,
    ) {
        let windows = Windows::default();
        let closed = |zones: &Zones| !(Hours { windows: &windows, law }).closed_by(at, zones).is_empty();
        if set.is_some_and(|zones| !closed(zones)) && own.is_some_and(closed) {
            self.by_set_zone += calls;
        }
    }

    /// All that were counted.
    pub fn calls(&self) -> u64 {
        self.hours.iter().sum::<u64>() + self.no_zone
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calling_rule::{RuleBook, SHIPPED};
    use crate::phone::Region;
    use time::macros::{date, datetime};

    #[test]
    fn a_report_is_of_thirty_days_up_to_today_or_of_those_that_are_named() {
        let today = date!(2026 - 11 - 22);
        let of = |from: &str, to: &str| ReportDraft { from: from.into(), to: to.into() }.check(today);
        assert_eq!(of("", ""), Ok(ReportDays { first: date!(2026 - 10 - 24), last: today }));
        let one = date!(2026 - 01 - 05);
        assert_eq!(of("2026-01-05", "2026-01-05"), Ok(ReportDays { first: one, last: one }));
        assert_eq!(of("", "2026-01-05").unwrap().first, date!(2025 - 12 - 07));
        // A leap year, whole.
        assert!(of("2024-01-01", "2024-12-31").is_ok());
        for (from, to, field) in [
            ("2024-01-01", "2025-01-01", "from"),
            ("2026-02-01", "2026-01-01", "from"),
            ("yesterday", "", "from"),
            ("", "2026-02-30", "to"),
            ("", "9999-12-31", "to"),
        ] {
            let errors = of(from, to).unwrap_err();
            assert_eq!(errors.at(field).len(), 1, "{from} {to}: {errors}");
        }
    }

    #[test]
    fn calls_stand_at_the_hour_of_who_was_called_and_those_outside_are_found() {
        let book = RuleBook::read(SHIPPED).unwrap();
        let law = |region: &str| book.law(Region::find(region).unwrap());
        let windows = Windows::default();
        let zones = |names: &[&str]| Zones::named(names.iter().copied()).unwrap();
        let mut told = LocalHours::default();
        // A Monday: 12:30 in Miami; 20:30 there, past Florida's hour and the campaign's; 20:30 in New York, within the
        // country's; and 7:30 by one of two clocks.
        told.add(datetime!(2026-11-23 17:30 UTC), 5, Some(&zones(&["America/New_York"])), law("FL"), &windows);
        told.add(datetime!(2026-11-24 01:30 UTC), 2, Some(&zones(&["America/New_York"])), law("FL"), &windows);
        let new_york = RuleBook::read(&(book.write() + "ny,US-NY,hours,none,2020-01-01,read\n")).unwrap();
        let of_new_york = new_york.law(Region::find("NY").unwrap());
        told.add(datetime!(2026-11-24 01:30 UTC), 1, Some(&zones(&["America/New_York"])), of_new_york, &windows);
        let two = zones(&["America/Chicago", "America/Denver"]);
        told.add(datetime!(2026-11-23 14:30 UTC), 3, Some(&two), law("TX"), &windows);
        told.add(datetime!(2026-11-23 14:30 UTC), 4, None, law("TX"), &windows);
        assert_eq!((told.hours[12], told.hours[20], told.hours[8]), (5, 3, 3));
        assert_eq!((told.calls(), told.no_zone, told.outside_law, told.outside_windows), (15, 4, 5, 6));
    }
}
