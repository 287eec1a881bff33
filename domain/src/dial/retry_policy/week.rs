//! A week by a policy's rules, for a picture of it.

use super::Rule;
use time::{Duration, Weekday};

/// A stretch of a day in which it is tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch<'a> {
    /// Minutes since midnight: from `start` up to, and without, `end`.
    pub start: u16,
    pub end: u16,
    /// The name of the rule that counts then.
    pub rule: &'a str,
    pub max_attempts: u32,
    pub interval: Duration,
}

const MONDAY_FIRST: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// Each day from Monday on with its stretches in order, as the first rule that covers a minute has it.
pub fn week(rules: &[Rule]) -> Vec<(Weekday, Vec<Stretch<'_>>)> {
    MONDAY_FIRST.into_iter().map(|day| (day, stretches(rules, day))).collect()
}

fn stretches(rules: &[Rule], day: Weekday) -> Vec<Stretch<'_>> {
    let of_day: Vec<&Rule> = rules.iter().filter(|rule| rule.days.has(day)).collect();
    let mut edges: Vec<u16> =
        of_day.iter().flat_map(|rule| &rule.slots).flat_map(|slot| [slot.start, slot.end]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut stretches: Vec<Stretch<'_>> = Vec::new();
    for pair in edges.windows(2) {
        let [start, end] = *pair else { continue };
        let slots = of_day.iter().flat_map(|rule| rule.slots.iter().map(move |slot| (*rule, slot)));
        let Some((rule, slot)) = slots.into_iter().find(|(_, slot)| (slot.start..slot.end).contains(&start)) else {
            continue;
        };
        let (max_attempts, interval) = (slot.max_attempts, slot.interval);
        let goes_on = |last: &&mut Stretch<'_>| {
            last.end == start
                && last.rule == rule.name
                && (last.max_attempts, last.interval) == (max_attempts, interval)
        };
        match stretches.last_mut().filter(goes_on) {
            Some(last) => last.end = end,
            None => stretches.push(Stretch { start, end, rule: &rule.name, max_attempts, interval }),
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dial::{RetryPolicy, Zones};
    use time::macros::datetime;

    #[test]
    fn every_minute_of_the_picture_is_what_the_policy_says() {
        let text = "global_rules:
  - {name: A, days: [mon, tue], time_slots: [{start_time: \"09:00\", end_time: \"12:00\", max_attempts: 2}]}
  - {name: B, days: [tue, sun], time_slots: [{start_time: \"08:00\", end_time: \"10:30\"}, {start_time: \"10:00\", end_time: \"24:00\", max_attempts: 1}]}
timezone: UTC
";
        let policy = RetryPolicy::read(text).unwrap();
        let week = week(policy.rules(None));
        // 23 November 2026 is a Monday.
        for minute in 0..7 * 1440_u16 {
            let at = datetime!(2026-11-23 00:00 UTC) + Duration::minutes(i64::from(minute));
            let (day, stretches) = &week[usize::from(minute / 1440)];
            assert_eq!(*day, at.weekday());
            let drawn = stretches.iter().find(|one| (one.start..one.end).contains(&(minute % 1440)));
            let said = policy.slot(policy.rules(None), at, &Zones::utc());
            assert_eq!(drawn.map(|one| one.max_attempts), said.map(|slot| slot.max_attempts), "{at}");
        }
        let tuesday: Vec<(u16, u16, &str)> = week[1].1.iter().map(|one| (one.start, one.end, one.rule)).collect();
        assert_eq!(tuesday, [(480, 540, "B"), (540, 720, "A"), (720, 1440, "B")]);
        assert!(super::week(&[]).iter().all(|(_, stretches)| stretches.is_empty()));
    }
}
