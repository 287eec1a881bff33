//! What holds of every simulation, held against its log.

use super::super::*;
use super::plans::*;
use crate::dial::retry_policy::Clock;
use crate::dial::verdict::{Caps, Terms};
use crate::dial::{ATTEMPTS_HARD_MAX, Hours, RetryPolicy, Zones};
use proptest::prelude::*;
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime};

/// A plan that owns what it is made of.
#[derive(Debug)]
struct Whole {
    contacts: Vec<SimulatedContact>,
    terms: Terms,
    policy: RetryPolicy,
    max_attempts: Option<u32>,
    limits: Limits,
    start: OffsetDateTime,
    model: OutcomeModel,
}

impl Whole {
    fn plan(&self) -> Plan<'_> {
        Plan {
            max_attempts: self.max_attempts,
            limits: self.limits,
            start: self.start,
            model: self.model,
            ..plan(&self.contacts, &self.terms, &self.policy)
        }
    }
}

prop_compose! {
    fn limits()(at_once in 1_u32..12, per_second in proptest::option::of(1_u32..4), retries_at_once in 0_u32..5) -> Limits {
        Limits { at_once, per_second, retries_at_once }
    }
}

prop_compose! {
    fn caps()(day in proptest::option::of(0_u32..4), lifetime in proptest::option::of(0_u32..6)) -> Caps {
        Caps { day, lifetime }
    }
}

prop_compose! {
    fn model()(
        seed in any::<u64>(), abandoned in proptest::option::of(0.0..0.2_f64), picked in 0.0..0.6_f64, rings in 0.0..30.0_f64,
    ) -> OutcomeModel {
        // Whole seconds make calls end together.
        let mix = Mix { picked, disconnected: 0.2, no_answer: 0.1, declined: 0.05 };
        OutcomeModel { mix, rings: (rings.floor(), rings), talks: (0.0, 60.0), abandoned, seed }
    }
}

prop_compose! {
    fn whole()(
        many in 0_usize..60, enforce_hours in any::<bool>(), caps in caps(), limits in limits(), model in model(),
        policy in 0_usize..3, max_attempts in proptest::option::of(1_u32..4), minute in 0_i64..1_051_200,
        hours in (0_u16..20, 1_u16..8), called in proptest::collection::vec((1_i64..1_500, 0_u32..4), 60),
    ) -> Whole {
        let start = START - Duration::days(365) + Duration::minutes(minute);
        let mut contacts = contacts(many);
        for (contact, (minutes, ever)) in contacts.iter_mut().zip(called) {
            let calls = (0..ever).map(|nth| start - Duration::minutes(minutes * i64::from(nth + 1)));
            contact.recent = calls.filter(|at| *at > start - Duration::DAY).collect();
            contact.lifetime = ever;
        }
        let (from, length) = hours;
        let until = from + length.min(23 - from);
        let windows = windows("mon,tue,wed,thu,sat", &format!("{from:02}:30"), &format!("{until:02}:30"));
        let policy = [EXAMPLE, &always_open(), &never_again()][policy].to_owned();
        Whole {
            contacts, limits, model, max_attempts, start,
            terms: Terms { windows, enforce_hours, caps, ..terms() },
            policy: RetryPolicy::read(&policy).unwrap(),
        }
    }
}

/// How the log says that a contact stands.
fn ends(log: &Log) -> BTreeMap<usize, What> {
    log.entries().iter().map(|entry| (entry.contact, entry.what)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn there_are_never_more_at_once_nor_more_a_second_nor_more_retries_than_allowed(whole in whole()) {
        let log = simulate(&whole.plan()).log;
        let (mut in_flight, mut retries) = (0, 0);
        let mut nth: BTreeMap<usize, u32> = BTreeMap::new();
        let mut began: Vec<OffsetDateTime> = Vec::new();
        for entry in log.entries() {
            match entry.what {
                What::Placed(place) => {
                    prop_assert_eq!(nth.insert(entry.contact, place).unwrap_or(0) + 1, place);
                    in_flight += 1;
                    retries += u32::from(place > 1);
                    began.push(entry.at);
                }
                What::Ended(..) => {
                    in_flight -= 1;
                    retries -= u32::from(nth.get(&entry.contact).is_some_and(|place| *place > 1));
                }
                _ => {}
            }
            prop_assert!(in_flight <= whole.limits.at_once && retries <= whole.limits.retries_at_once);
        }
        prop_assert_eq!(in_flight, 0);
        for (place, from) in began.iter().enumerate() {
            let within = began[place..].iter().take_while(|at| **at < *from + Duration::SECOND).count();
            prop_assert!(whole.limits.per_second.is_none_or(|most| within <= most as usize), "{} from {}", within, from);
        }
    }

    #[test]
    fn every_contact_stands_somewhere_and_the_log_says_where(whole in whole()) {
        let Simulation { log, report } = simulate(&whole.plan());
        let known = report.completed + report.failed + report.blocked + report.waiting();
        prop_assert_eq!((known, report.contacts), (report.contacts, whole.contacts.len() as u64));
        let ends = ends(&log);
        let many = |is: fn(&What) -> bool| ends.values().filter(|what| is(what)).count() as u64;
        prop_assert_eq!(report.completed, many(|what| matches!(what, What::Completed)));
        prop_assert_eq!(report.failed, many(|what| matches!(what, What::GivenUp(_))));
        prop_assert_eq!(report.blocked, many(|what| matches!(what, What::Blocked(_))));
        let sum = |tallies: &[Tally]| tallies.iter().map(|tally| tally.contacts).sum::<u64>();
        prop_assert_eq!(sum(&report.unreached), report.failed + report.blocked);
        prop_assert_eq!(sum(&report.waiting), report.waiting());
        prop_assert_eq!(report.verdicts.iter().map(|(_, many)| many).sum::<u64>(), report.contacts);
        prop_assert_eq!(report.attempts.values().sum::<u64>(), report.contacts);
        prop_assert_eq!(report.outcomes.values().sum::<u64>(), report.calls);
        let hours = |of: fn(&Hour) -> u64| report.hours.iter().map(of).sum::<u64>();
        prop_assert_eq!(hours(|hour| hour.placed), report.calls);
        prop_assert_eq!(hours(|hour| hour.picked + hour.unanswered), report.calls);
        prop_assert!(log.entries().is_sorted_by_key(|entry| entry.at));
        let end = whole.start + Duration::days(3);
        let placed_late = log.entries().iter().any(|entry| matches!(entry.what, What::Placed(_)) && entry.at >= end);
        prop_assert!(!placed_late);
    }

    #[test]
    fn nobody_is_called_outside_the_hours_of_any_of_their_zones(whole in whole()) {
        let whole = Whole { terms: Terms { enforce_hours: true, ..whole.terms }, ..whole };
        let log = simulate(&whole.plan()).log;
        for entry in log.entries().iter().filter(|entry| matches!(entry.what, What::Placed(_))) {
            let contact = &whole.contacts[entry.contact];
            let hours = Hours { windows: &whole.terms.windows, law: whole.terms.law(contact.number) };
            for zone in contact.zones.as_ref().unwrap().names() {
                let zone = Zones::named([zone.as_str()]).unwrap();
                prop_assert!(hours.are_open(entry.at, &zone), "{entry}");
            }
        }
    }

    #[test]
    fn caps_of_a_day_and_of_a_lifetime_are_kept_with_the_calls_before_the_start(whole in whole()) {
        let log = simulate(&whole.plan()).log;
        for (place, contact) in whole.contacts.iter().enumerate() {
            let own = log.entries().iter().filter(|entry| entry.contact == place && matches!(entry.what, What::Placed(_)));
            let own: Vec<OffsetDateTime> = own.map(|entry| entry.at).collect();
            let most = whole.terms.caps.lifetime.unwrap_or(u32::MAX);
            prop_assert!(own.is_empty() || contact.lifetime as usize + own.len() <= most as usize);
            // Miami's law allows three; where nobody read the law, it counts as the strictest.
            let by_law = whole.terms.enforce_hours.then_some(3);
            let Some(most) = whole.terms.caps.day.into_iter().chain(by_law).min() else { continue };
            for at in &own {
                let calls = own.iter().chain(&contact.recent);
                let within = calls.filter(|call| *call <= at && **call > *at - Duration::DAY).count();
                prop_assert!(within <= most as usize, "{} up to {}", within, at);
            }
        }
    }

    #[test]
    fn attempts_keep_to_the_budget_of_the_first_call_and_to_the_hard_limit(whole in whole()) {
        let plan = whole.plan();
        let log = simulate(&plan).log;
        let mut budgets: BTreeMap<usize, u32> = BTreeMap::new();
        let mut counted: BTreeMap<usize, u32> = BTreeMap::new();
        for entry in log.entries() {
            let zones = whole.contacts[entry.contact].zones.as_ref().unwrap();
            match entry.what {
                What::Placed(1) => {
                    budgets.insert(entry.contact, whole.policy.budget(plan.campaign, plan.max_attempts, entry.at, zones));
                }
                What::Placed(nth) => prop_assert!(nth <= ATTEMPTS_HARD_MAX),
                What::Ended(outcome, _) => {
                    let counts = u32::from(whole.policy.outcome(outcome).increments);
                    *counted.entry(entry.contact).or_default() += counts;
                }
                What::Retry(at) => {
                    // Whoever is called again is called in a slot of the policy.
                    prop_assert_eq!(&whole.policy.clock, &Clock::CalledParty);
                    prop_assert!(whole.policy.slot(whole.policy.rules(Some(plan.campaign)), at, zones).is_some());
                }
                _ => {}
            }
        }
        for (contact, counted) in counted {
            prop_assert!(counted <= budgets[&contact]);
        }
    }

    #[test]
    fn the_same_plan_gives_the_same_log(whole in whole()) {
        prop_assert_eq!(simulate(&whole.plan()), simulate(&whole.plan()));
    }
}
