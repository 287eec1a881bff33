//! The hours in which somebody may be called: those of the campaign within those of the law.

use super::Windows;
use super::zone::{Zones, day_and_minute, moment, timestamp};
use crate::calling_rule::{CallingRule, Law, RuleKind, RuleValue};
use jiff::civil;
use std::collections::BTreeSet;
use time::{Date, OffsetDateTime};

/// How far ahead an opening is looked for: a week has every weekday, and the day after has its rest.
const AHEAD_DAYS: i32 = 8;
/// And where that has none: a campaign's one weekday may be a holiday several times over.
const FAR_AHEAD_DAYS: i32 = 60;

/// Windows, and what the law says of whoever is called.
#[derive(Debug, Clone, Copy)]
pub struct Hours<'a> {
    pub windows: &'a Windows,
    pub law: Option<&'a Law>,
}

/// From a moment up to, and without, another.
pub type Stretch = (OffsetDateTime, OffsetDateTime);

impl Hours<'_> {
    /// Whether people in these zones may be called at a moment: by every clock that they may go by.
    pub fn are_open(&self, at: OffsetDateTime, zones: &Zones) -> bool {
        zones.all(timestamp(at), |local| self.are_open_locally(local))
    }

    fn are_open_locally(&self, local: civil::DateTime) -> bool {
        let (day, minute) = day_and_minute(local);
        let weekday = day.weekday();
        self.windows.have(weekday, minute) && self.law.is_none_or(|law| law.is_open(day, weekday, minute))
    }

    /// The first moment from `from` on at which they are open; `None` when that is not within sixty days.
    pub fn next_opening(&self, from: OffsetDateTime, zones: &Zones) -> Option<OffsetDateTime> {
        if self.are_open(from, zones) {
            return Some(from);
        }
        let within = |days| self.edges(from, days, zones).into_iter().find(|at| self.are_open(*at, zones));
        // A rule that begins to count, or a holiday, may close the week.
        within(AHEAD_DAYS).or_else(|| self.law.and_then(|_| within(FAR_AHEAD_DAYS)))
    }

    /// When they are open within some days from a moment on, in order; what touches is one.
    pub fn openings(&self, from: OffsetDateTime, days: i32, zones: &Zones) -> Vec<Stretch> {
        let until = from + time::Duration::days(i64::from(days));
        let mut edges = self.edges(from, days, zones);
        edges.insert(0, from);
        edges.retain(|at| *at < until);
        edges.push(until);
        let mut openings: Vec<Stretch> = Vec::new();
        for (start, end) in edges.iter().zip(edges.iter().skip(1)) {
            if start == end || !self.are_open(*start, zones) {
                continue;
            }
            match openings.last_mut() {
                Some(last) if last.1 == *start => last.1 = *end,
                _ => openings.push((*start, *end)),
            }
        }
        openings
    }

    /// The rules by which nobody in these zones is called at a moment, each once.
    pub fn closed_by(&self, at: OffsetDateTime, zones: &Zones) -> Vec<&CallingRule> {
        let mut rules: Vec<&CallingRule> = Vec::new();
        for local in zones.locals(timestamp(at)) {
            let (day, minute) = day_and_minute(local);
            let closed = self.law.into_iter().flat_map(|law| law.closed_by(day, day.weekday(), minute));
            for rule in closed {
                if !rules.iter().any(|known| known.id == rule.id) {
                    rules.push(rule);
                }
            }
        }
        rules
    }

    /// The moments at which something may open or close.
    fn edges(&self, from: OffsetDateTime, days: i32, zones: &Zones) -> Vec<OffsetDateTime> {
        let mut minutes: BTreeSet<u16> = self.windows.iter().flat_map(|window| [window.start, window.end]).collect();
        if let Some(law) = self.law {
            // Holidays, and rules that begin to count.
            minutes.insert(0);
            minutes.extend(law.edges());
        }
        let minutes: Vec<u16> = minutes.into_iter().map(|minute| minute % (24 * 60)).collect();
        zones.edges(timestamp(from), days, &minutes).into_iter().map(moment).collect()
    }
}

/// The part of stretches that lies on one local day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOpen {
    pub day: Date,
    /// Minutes since midnight, each from one up to, and without, another.
    pub minutes: Vec<(u16, u16)>,
}

/// Stretches laid on the days of the first of the zones, from a moment's day on; a day without any is there as well. On the day on
/// which the clock is set an hour may be missing or stand twice.
pub fn by_day(stretches: &[Stretch], zones: &Zones, from: OffsetDateTime, days: u8) -> Vec<DayOpen> {
    let local = |at: OffsetDateTime| day_and_minute(zones.first(timestamp(at)));
    let (first, _) = local(from);
    let mut days: Vec<DayOpen> = (0..=i64::from(days))
        .filter_map(|ahead| first.checked_add(time::Duration::days(ahead)))
        .map(|day| DayOpen { day, minutes: Vec::new() })
        .collect();
    for (start, end) in stretches {
        let ((start_day, start_minute), (end_day, end_minute)) = (local(*start), local(*end));
        for open in days.iter_mut().filter(|open| start_day <= open.day && open.day <= end_day) {
            let from = if open.day == start_day { start_minute } else { 0 };
            let to = if open.day == end_day { end_minute } else { 24 * 60 };
            if from < to {
                open.minutes.push((from, to));
            }
        }
    }
    days
}

/// The rules that count for people in these zones at a moment, each once, in the order of kinds.
pub fn counting<'a>(law: &'a Law, at: OffsetDateTime, zones: &Zones) -> Vec<&'a CallingRule> {
    let mut rules: Vec<&CallingRule> = Vec::new();
    for day in zones.days(timestamp(at)) {
        for kind in RuleKind::ALL {
            for rule in law.applying(kind, day).iter().map(|one| one.rule.as_ref()) {
                let counts = match rule.value {
                    RuleValue::Holiday(holiday) => holiday.is(day),
                    _ => true,
                };
                if counts && !rules.iter().any(|known| known.id == rule.id) {
                    rules.push(rule);
                }
            }
        }
    }
    rules
}

/// The most calls in 24 hours that the law allows on each of the days that it may be for them.
pub(super) fn attempts_24h(law: &Law, days: impl IntoIterator<Item = Date>) -> Option<u32> {
    days.into_iter().filter_map(|day| law.attempts_24h(day)).min()
}

/// How long the phone of whoever goes by these clocks rings at least, in seconds.
pub fn min_ring_seconds(law: &Law, at: OffsetDateTime, zones: &Zones) -> Option<u32> {
    zones.days(timestamp(at)).into_iter().filter_map(|day| law.min_ring_seconds(day)).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calling_rule::{RuleBook, SHIPPED};
    use crate::dial::{DaysDraft, WindowDraft};
    use crate::phone::Region;
    use proptest::prelude::*;
    use time::Duration;
    use time::macros::datetime;

    const HEAD: &str = "rule_id,jurisdiction,kind,value,effective_from,source\n";

    fn draft(days: &str, start: &str, end: &str) -> WindowDraft {
        WindowDraft { days: DaysDraft::Word(days.into()), start: start.into(), end: end.into() }
    }

    fn zones(names: &[&str]) -> Zones {
        Zones::named(names.iter().copied()).expect("known")
    }

    fn of(windows: &Windows) -> Hours<'_> {
        Hours { windows, law: None }
    }

    fn law<'a>(book: &'a RuleBook, region: &str) -> Option<&'a Law> {
        book.law(Region::find(region).expect("a region"))
    }

    #[test]
    fn two_zones_are_open_where_both_are() {
        let windows = Windows::default();
        let both = zones(&["America/Denver", "America/Los_Angeles"]);
        let hours = of(&windows);
        // 9:00 in Los Angeles is 10:00 in Denver; 20:00 in Denver is 19:00 in Los Angeles.
        assert!(!hours.are_open(datetime!(2026-11-23 16:59 UTC), &both));
        assert!(hours.are_open(datetime!(2026-11-23 17:00 UTC), &both));
        assert!(!hours.are_open(datetime!(2026-11-24 03:00 UTC), &both));
        assert_eq!(hours.next_opening(datetime!(2026-11-24 03:00 UTC), &both), Some(datetime!(2026-11-24 17:00 UTC)));
    }

    #[test]
    fn an_hour_that_the_clock_leaves_out_opens_when_it_has_been_left_out() {
        let windows = Windows::read(&[draft("sun", "02:30", "04:00")]).unwrap();
        let new_york = zones(&["America/New_York"]);
        // On 8 March 2026 the clock goes from 1:59:59 to 3:00.
        let opens = of(&windows).next_opening(datetime!(2026-03-08 05:00 UTC), &new_york);
        assert_eq!(opens, Some(datetime!(2026-03-08 07:00 UTC)));
    }

    #[test]
    fn windows_that_no_zone_shares_never_open() {
        let windows = Windows::read(&[draft("all", "09:00", "10:00")]).unwrap();
        let far = zones(&["America/New_York", "Pacific/Guam"]);
        assert_eq!(of(&windows).next_opening(datetime!(2026-11-23 00:00 UTC), &far), None);
    }

    #[test]
    fn the_law_closes_earlier_than_the_campaign_and_on_holidays() {
        let rules = format!("{SHIPPED}xmas,US,holiday,12-25,2020-01-01,read\n");
        let book = RuleBook::read(&rules).unwrap();
        let windows = Windows::read(&[draft("all", "07:00", "23:00")]).unwrap();
        let miami = zones(&["America/New_York"]);
        let florida = Hours { windows: &windows, law: law(&book, "FL") };
        // 20:00 in Miami.
        let closes = datetime!(2026-12-25 01:00 UTC);
        assert!(florida.are_open(closes - Duration::seconds(1), &miami));
        assert!(!florida.are_open(closes, &miami));
        assert_eq!(
            florida.closed_by(closes, &miami).iter().map(|rule| rule.id.as_str()).collect::<Vec<_>>(),
            ["us-fl-hours"]
        );
        // The next morning is Christmas.
        let noon = datetime!(2026-12-25 17:00 UTC);
        assert_eq!(florida.closed_by(noon, &miami).iter().map(|rule| rule.id.as_str()).collect::<Vec<_>>(), ["xmas"]);
        assert_eq!(florida.next_opening(closes, &miami), Some(datetime!(2026-12-26 13:00 UTC)));
        let days = florida.openings(datetime!(2026-12-24 05:00 UTC), 3, &miami);
        assert_eq!(
            days,
            [
                (datetime!(2026-12-24 13:00 UTC), datetime!(2026-12-25 01:00 UTC)),
                (datetime!(2026-12-26 13:00 UTC), datetime!(2026-12-27 01:00 UTC))
            ]
        );
    }

    #[test]
    fn stretches_are_laid_on_local_days() {
        let zone = zones(&["America/New_York"]);
        // From 20:00 on the 24th to 1:30 on the 26th, there.
        let stretch = (datetime!(2026-11-25 01:00 UTC), datetime!(2026-11-26 06:30 UTC));
        let days = by_day(&[stretch], &zone, datetime!(2026-11-24 12:00 UTC), 3);
        let told: Vec<_> = days.iter().map(|open| (open.day.day(), open.minutes.clone())).collect();
        assert_eq!(told, [(24, vec![(1200, 1440)]), (25, vec![(0, 1440)]), (26, vec![(0, 90)]), (27, vec![])]);
    }

    #[test]
    fn a_campaign_whose_one_weekday_is_a_holiday_opens_the_week_after() {
        let book = RuleBook::read(&format!(
            "{HEAD}fri,US,holiday,2026-12-25,2020-01-01,read\nnew,US,holiday,2027-01-01,2020-01-01,read\n"
        ))
        .unwrap();
        let windows = Windows::read(&[draft("fri", "09:00", "12:00")]).unwrap();
        let hours = Hours { windows: &windows, law: law(&book, "NY") };
        let opens = hours.next_opening(datetime!(2026-12-19 00:00 UTC), &zones(&["America/New_York"]));
        assert_eq!(opens, Some(datetime!(2027-01-08 14:00 UTC)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Held against a walk minute by minute.
        #[test]
        fn the_next_opening_is_the_first_open_minute(
            day in 0_i64..730, minute in 0_i64..1440,
            start in 0_u16..1439, length in 1_u16..600, days in 1_u8..128,
            place in 0_usize..4, lawful in proptest::bool::ANY,
        ) {
            let end = (start + length).min(1440);
            let words = (0..7).filter(|bit| days & 1 << bit != 0).map(|bit| ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][bit]);
            let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
            let windows = Windows::read(&[draft(&words.collect::<Vec<_>>().join(","), &clock(start), &clock(end))]).unwrap();
            let zones = zones([
                &["America/New_York"][..], &["America/Denver", "America/Los_Angeles"],
                &["America/Chicago", "America/Regina"], &["America/St_Johns"],
            ][place]);
            let book = RuleBook::read(&format!("{SHIPPED}h,US,holiday,07-04,2020-01-01,read\n")).unwrap();
            let hours = Hours { windows: &windows, law: if lawful { law(&book, "FL") } else { None } };
            let from = datetime!(2026-01-01 00:00 UTC) + Duration::days(day) + Duration::minutes(minute);
            let walked = (0..9 * 1440).map(|step| from + Duration::minutes(step)).find(|at| hours.are_open(*at, &zones));
            let told = hours.next_opening(from, &zones);
            // Beyond eight days nothing is promised; a week always shows what one zone has.
            if walked.is_some_and(|at| at < from + Duration::days(8)) || told.is_some_and(|at| at < from + Duration::days(8)) {
                prop_assert_eq!(told, walked);
            }
            // What is told as open is so, minute by minute, and nothing else is.
            let openings = hours.openings(from, 2, &zones);
            for step in 0..2 * 1440 {
                let at = from + Duration::minutes(step);
                let within = openings.iter().any(|(start, end)| *start <= at && at < *end);
                prop_assert_eq!(within, hours.are_open(at, &zones), "{}", at);
            }
        }
    }
}
