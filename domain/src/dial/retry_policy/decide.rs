//! What follows from an outcome.

use super::{Clock, RetryPolicy, Rule, Slot};
use crate::dial::zone::{Zones, moment, timestamp};
use crate::dial::{ATTEMPTS_HARD_MAX, Outcome};
use crate::id::CampaignId;
use time::{OffsetDateTime, Weekday};

/// How far ahead a slot is looked for: every weekday once, and the rest of the first.
const AHEAD_DAYS: i32 = 8;

/// What was tried at a dial, the attempt that just ended included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tried {
    pub outcome: Outcome,
    /// When the attempt ended.
    pub at: OffsetDateTime,
    /// Attempts, all of them.
    pub attempts: u32,
    /// Those that count to the budget.
    pub counted: u32,
    /// Those that ended as this one did.
    pub so: u32,
    /// What [`RetryPolicy::budget`] said at the first attempt.
    pub budget: u32,
}

/// Whether there will be another attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// At this moment, and not before.
    Retry(OffsetDateTime),
    GiveUp(GiveUp),
}

/// Why there will be none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GiveUp {
    /// The outcome is not tried again.
    Final,
    /// The budget is spent.
    BudgetSpent,
    /// As many attempts ended so as the outcome's rule allows.
    OutcomeSpent,
    /// [`ATTEMPTS_HARD_MAX`] attempts were made.
    HardLimit,
    /// No rule names an hour for it.
    NoSlot,
}

impl GiveUp {
    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            GiveUp::Final => "FINAL",
            GiveUp::BudgetSpent => "BUDGET_SPENT",
            GiveUp::OutcomeSpent => "OUTCOME_SPENT",
            GiveUp::HardLimit => "HARD_LIMIT",
            GiveUp::NoSlot => "NO_SLOT",
        }
    }

    /// The reason in a sentence.
    pub fn says(self) -> &'static str {
        match self {
            GiveUp::Final => "The retry policy does not try this outcome again.",
            GiveUp::BudgetSpent => "Every attempt that the retry policy allows was made.",
            GiveUp::OutcomeSpent => "As many attempts ended so as the retry policy allows for this outcome.",
            GiveUp::HardLimit => "The hard limit of 20 attempts was reached.",
            GiveUp::NoSlot => "The retry policy names no hour for another attempt.",
        }
    }
}

impl RetryPolicy {
    /// How many attempts a dial may take that count: the smallest of the policy's default, the campaign's own cap and what the
    /// slot in force at the first attempt says; at least 1.
    pub fn budget(&self, campaign: CampaignId, cap: Option<u32>, first: OffsetDateTime, zones: &Zones) -> u32 {
        let slot = self.slot(self.rules(Some(campaign)), first, zones).map(|slot| slot.max_attempts);
        let least = [Some(self.defaults.max_attempts), cap, slot].into_iter().flatten().min();
        least.unwrap_or(1).clamp(1, ATTEMPTS_HARD_MAX)
    }

    /// Whether, and when, a dial is tried again. `zones` are those of whoever is called.
    pub fn decide(&self, campaign: CampaignId, tried: &Tried, zones: &Zones) -> Decision {
        let rule = self.outcome(tried.outcome);
        if !rule.should_retry {
            return Decision::GiveUp(GiveUp::Final);
        }
        if rule.max_attempts.is_some_and(|most| tried.so >= most) {
            return Decision::GiveUp(GiveUp::OutcomeSpent);
        }
        if tried.counted >= tried.budget {
            return Decision::GiveUp(GiveUp::BudgetSpent);
        }
        if tried.attempts >= ATTEMPTS_HARD_MAX {
            return Decision::GiveUp(GiveUp::HardLimit);
        }
        let rules = self.rules(Some(campaign));
        let interval = self.slot(rules, tried.at, zones).map_or(self.defaults.interval, |slot| slot.interval);
        match self.opening(rules, tried.at + interval, zones) {
            Some(at) => Decision::Retry(at),
            None => Decision::GiveUp(GiveUp::NoSlot),
        }
    }

    /// The slot in force at a moment: of the first rule that has one then, by the clock of the policy. Where whoever is called
    /// may be in two zones, it has to be in force in both, and the first zone's counts.
    pub fn slot(&self, rules: &[Rule], at: OffsetDateTime, zones: &Zones) -> Option<Slot> {
        let own = self.own_zones();
        let zones = own.as_ref().unwrap_or(zones);
        let at = timestamp(at);
        let in_force = |local: jiff::civil::DateTime| rules.iter().find_map(|rule| rule.slot(local));
        if zones.all(at, |local| in_force(local).is_some()) { in_force(zones.first(at)) } else { None }
    }

    /// The first moment from `from` on that lies in a slot.
    fn opening(&self, rules: &[Rule], from: OffsetDateTime, zones: &Zones) -> Option<OffsetDateTime> {
        if self.slot(rules, from, zones).is_some() {
            return Some(from);
        }
        let own = self.own_zones();
        let starts: Vec<u16> = rules.iter().flat_map(|rule| rule.slots.iter().map(|slot| slot.start)).collect();
        let edges = own.as_ref().unwrap_or(zones).edges(timestamp(from), AHEAD_DAYS, &starts);
        edges.into_iter().map(moment).find(|at| self.slot(rules, *at, zones).is_some())
    }

    /// The zones of the policy's own clock; `None` where the called party's counts.
    fn own_zones(&self) -> Option<Zones> {
        match &self.clock {
            Clock::CalledParty => None,
            Clock::Zone(name) => Some(Zones::named([name.as_str()]).unwrap_or_else(|_| Zones::utc())),
        }
    }
}

impl Rule {
    fn slot(&self, local: jiff::civil::DateTime) -> Option<Slot> {
        let day = Weekday::Monday.nth_next(u8::try_from(local.weekday().to_monday_zero_offset()).unwrap_or(0));
        let minute = u16::try_from(local.hour()).unwrap_or(0) * 60 + u16::try_from(local.minute()).unwrap_or(0);
        let holds = |slot: &&Slot| (slot.start..slot.end).contains(&minute);
        if self.days.has(day) { self.slots.iter().find(holds).copied() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::Duration;
    use time::macros::datetime;

    /// The example of the interface (CONTRACTS C).
    const EXAMPLE: &str = r#"
global_rules:
  - name: "Weekday business hours"
    days: [monday, tuesday, wednesday, thursday, friday]
    time_slots:
      - {start_time: "09:00", end_time: "20:00", max_attempts: 3, retry_interval_minutes: 5}
  - name: "Weekend"
    days: [saturday, sunday]
    time_slots:
      - {start_time: "10:00", end_time: "12:00", max_attempts: 2, retry_interval_minutes: 60}
      - {start_time: "19:00", end_time: "20:00", max_attempts: 2, retry_interval_minutes: 30}
campaign_rules:
  - {campaign_id: 7, rules: []}
defaults: {max_attempts: 3, retry_interval_minutes: 60, concurrent_call_limit: 100, duplicate_call_window_minutes: 5}
status_retry_rules:
  DISCONNECTED: {should_retry: true, increment_attempt: true}
  RNR: {should_retry: true, increment_attempt: true}
  PICKED: {should_retry: false, increment_attempt: false}
  FAILED: {should_retry: true, increment_attempt: true, max_attempts: 1}
timezone: "UTC"
scheduler: {check_interval_minutes: 10, batch_size: 100, max_concurrent_retries: 50}
"#;

    const ONE: CampaignId = CampaignId(1);

    fn tried(outcome: Outcome, at: OffsetDateTime) -> Tried {
        Tried { outcome, at, attempts: 1, counted: 1, so: 1, budget: 3 }
    }

    #[test]
    fn the_schedule_is_that_of_the_table() {
        let policy = RetryPolicy::read(EXAMPLE).unwrap();
        let utc = Zones::utc();
        // Worked out by hand; 23 November 2026 is a Monday.
        for (outcome, at, next) in [
            // Within a slot: its interval.
            (Outcome::Rnr, datetime!(2026-11-23 10:00 UTC), Some(datetime!(2026-11-23 10:05 UTC))),
            // The interval leads out of it: the next slot's start.
            (Outcome::Rnr, datetime!(2026-11-23 19:57 UTC), Some(datetime!(2026-11-24 09:00 UTC))),
            // Outside of all: the interval of the defaults, then the next slot.
            (Outcome::Disconnected, datetime!(2026-11-23 07:30 UTC), Some(datetime!(2026-11-23 09:00 UTC))),
            (Outcome::Disconnected, datetime!(2026-11-23 08:30 UTC), Some(datetime!(2026-11-23 09:30 UTC))),
            // Friday evening to Saturday, whose interval is another one.
            (Outcome::Rnr, datetime!(2026-11-27 19:59 UTC), Some(datetime!(2026-11-28 10:00 UTC))),
            (Outcome::Rnr, datetime!(2026-11-28 10:30 UTC), Some(datetime!(2026-11-28 11:30 UTC))),
            (Outcome::Rnr, datetime!(2026-11-28 11:30 UTC), Some(datetime!(2026-11-28 19:00 UTC))),
            (Outcome::Rnr, datetime!(2026-11-29 19:45 UTC), Some(datetime!(2026-11-30 09:00 UTC))),
            // Never.
            (Outcome::Picked, datetime!(2026-11-23 10:00 UTC), None),
            (Outcome::Failed, datetime!(2026-11-23 10:00 UTC), None),
            (Outcome::Declined, datetime!(2026-11-23 10:00 UTC), None),
        ] {
            let decision = policy.decide(ONE, &tried(outcome, at), &utc);
            let expected = next.map(Decision::Retry);
            assert_eq!(
                Some(decision).filter(|told| matches!(told, Decision::Retry(_))),
                expected,
                "{outcome:?} at {at}"
            );
        }
    }

    #[test]
    fn a_campaign_with_no_rules_is_never_tried_again() {
        let policy = RetryPolicy::read(EXAMPLE).unwrap();
        let told = policy.decide(CampaignId(7), &tried(Outcome::Rnr, datetime!(2026-11-23 10:00 UTC)), &Zones::utc());
        assert_eq!(told, Decision::GiveUp(GiveUp::NoSlot));
    }

    #[test]
    fn the_budget_is_the_smallest_of_three_and_outcomes_have_their_own() {
        let policy = RetryPolicy::read(EXAMPLE).unwrap();
        let (monday, saturday) = (datetime!(2026-11-23 10:00 UTC), datetime!(2026-11-28 10:00 UTC));
        let utc = Zones::utc();
        assert_eq!(policy.budget(ONE, None, monday, &utc), 3);
        assert_eq!(policy.budget(ONE, None, saturday, &utc), 2);
        assert_eq!(policy.budget(ONE, Some(1), saturday, &utc), 1);
        assert_eq!(policy.budget(ONE, Some(9), monday, &utc), 3);
        let spent = Tried { counted: 3, attempts: 3, so: 3, ..tried(Outcome::Rnr, monday) };
        assert_eq!(policy.decide(ONE, &spent, &utc), Decision::GiveUp(GiveUp::BudgetSpent));
        let failed = tried(Outcome::Failed, monday);
        assert_eq!(policy.decide(ONE, &failed, &utc), Decision::GiveUp(GiveUp::OutcomeSpent));
        let hard = Tried { counted: 0, attempts: 20, so: 20, ..tried(Outcome::Rnr, monday) };
        assert_eq!(policy.decide(ONE, &hard, &utc), Decision::GiveUp(GiveUp::HardLimit));
    }

    #[test]
    fn a_refusal_is_tried_again_only_by_a_rule_for_it() {
        let rule = "  DECLINED: {should_retry: true, increment_attempt: true}\ntimezone:";
        let policy = RetryPolicy::read(&EXAMPLE.replace("timezone:", rule)).unwrap();
        let told = policy.decide(ONE, &tried(Outcome::Declined, datetime!(2026-11-23 10:00 UTC)), &Zones::utc());
        assert_eq!(told, Decision::Retry(datetime!(2026-11-23 10:05 UTC)));
    }

    #[test]
    fn the_called_partys_clock_is_read_in_every_zone_they_may_be_in() {
        let policy = RetryPolicy::read(&EXAMPLE.replace("\"UTC\"", "called_party")).unwrap();
        let both = Zones::named(["America/Denver", "America/Los_Angeles"]).unwrap();
        // 19:58 in Denver; in Los Angeles it is 18:58 and its day goes on.
        let told = policy.decide(ONE, &tried(Outcome::Rnr, datetime!(2026-11-24 02:58 UTC)), &both);
        assert_eq!(told, Decision::Retry(datetime!(2026-11-24 17:00 UTC)));
    }

    proptest! {
        #[test]
        fn a_retry_is_never_before_its_interval_nor_outside_a_slot(minute in 0_i64..20_160, zone in 0_usize..3) {
            let policy = RetryPolicy::read(&EXAMPLE.replace("\"UTC\"", "called_party")).unwrap();
            let zones = [
                Zones::utc(),
                Zones::named(["America/New_York"]).unwrap(),
                Zones::named(["America/Denver", "America/Los_Angeles"]).unwrap(),
            ];
            let at = datetime!(2026-10-26 00:00 UTC) + Duration::minutes(minute);
            let rules = policy.rules(Some(ONE));
            match policy.decide(ONE, &tried(Outcome::Rnr, at), &zones[zone]) {
                Decision::Retry(next) => {
                    let interval = policy.slot(rules, at, &zones[zone]).map_or(policy.defaults.interval, |slot| slot.interval);
                    prop_assert!(next >= at + interval);
                    prop_assert!(policy.slot(rules, next, &zones[zone]).is_some());
                    // Nothing was passed over.
                    let passed = (0..(next - at - interval).whole_minutes())
                        .any(|step| policy.slot(rules, at + interval + Duration::minutes(step), &zones[zone]).is_some());
                    prop_assert!(!passed);
                }
                Decision::GiveUp(why) => prop_assert!(false, "{why:?}"),
            }
        }
    }
}
