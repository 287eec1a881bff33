//! Simulations as a whole: what is promised of their logs, whatever the plan.

mod abandoned;
pub(super) mod plans;
mod promises;

use self::plans::*;
use super::*;
use crate::dial::retry_policy::{Begun, Tried, Waits};
use crate::dial::verdict::{Caps, Terms};
use crate::dial::{ATTEMPTS_HARD_MAX, Outcome, RetryPolicy, Zones};
use crate::dialability::{Demand, Facts};
use crate::do_not_call::ListKind;
use std::collections::BTreeMap;
use std::sync::Arc;
use time::Duration;

fn words(tallies: &[Tally]) -> Vec<(&str, u64)> {
    tallies.iter().map(|tally| (tally.word.as_str(), tally.contacts)).collect()
}

#[test]
fn the_same_seed_gives_the_same_log_and_another_seed_another() {
    let (contacts, terms, policy) = (contacts(200), terms(), RetryPolicy::default());
    let plan = plan(&contacts, &terms, &policy);
    let (one, again) = (simulate(&plan), simulate(&plan));
    assert_eq!(one, again);
    assert_eq!(one.log.digest(), again.log.digest());
    let other = simulate(&Plan { model: OutcomeModel { seed: 2, ..plan.model }, ..plan });
    assert_ne!(one.log.digest(), other.log.digest());
}

#[test]
fn a_contact_is_held_over_night_called_and_called_again_by_the_policy() {
    // Two calls that nobody answers.
    let contacts = contacts(1);
    let (terms, policy) = (terms(), RetryPolicy::read(EXAMPLE).unwrap());
    let mix = Mix { picked: 0.0, disconnected: 0.0, no_answer: 1.0, declined: 0.0 };
    let model = OutcomeModel { mix, rings: (5.0, 5.0), ..OutcomeModel::default() };
    let plan = Plan { model, max_attempts: Some(2), ..plan(&contacts, &terms, &policy) };
    let told = simulate(&plan);
    // It begins at 6:00 in San Francisco, on a Monday; the law has a phone ring for fifteen seconds, whatever the model says.
    assert_eq!(
        told.log.to_string(),
        "2026-11-23T14:00:00.000000Z 0 held OUTSIDE_HOURS 2026-11-23T17:00:00.000000Z\n\
         2026-11-23T17:00:00.000000Z 0 placed 1\n\
         2026-11-23T17:00:15.000000Z 0 ended RNR 0.000\n\
         2026-11-23T17:00:15.000000Z 0 retry 2026-11-23T17:05:15.000000Z\n\
         2026-11-23T17:05:15.000000Z 0 placed 2\n\
         2026-11-23T17:05:30.000000Z 0 ended RNR 0.000\n\
         2026-11-23T17:05:30.000000Z 0 given up BUDGET_SPENT\n"
    );
    assert_eq!(words(&told.report.unreached), [("BUDGET_SPENT", 1)]);
    assert!(told.report.is_over());
}

#[test]
fn who_waits_for_another_call_goes_on_from_what_was_tried() {
    let mut contacts = contacts(1);
    let (terms, policy) = (terms(), RetryPolicy::read(EXAMPLE).unwrap());
    let at = START - Duration::MINUTE;
    let tried = Tried { outcome: Outcome::Rnr, at, attempts: 1, counted: 1, so: 1, budget: 2 };
    let waits = Waits { tried, due_at: at + Duration::minutes(5), held: false };
    let begun = Begun { first_at: at - Duration::seconds(5), budget: 2, waits: Some(waits) };
    contacts[0].before = Some(Before { begun, outcomes: BTreeMap::from([(Outcome::Rnr, 1)]) });
    let mix = Mix { picked: 0.0, disconnected: 0.0, no_answer: 1.0, declined: 0.0 };
    let model = OutcomeModel { mix, rings: (5.0, 5.0), ..OutcomeModel::default() };
    let plan = Plan { model, max_attempts: Some(2), ..plan(&contacts, &terms, &policy) };
    let told = simulate(&plan);
    // By the policy's hours, which begin at nine there.
    assert_eq!(
        told.log.to_string(),
        "2026-11-23T17:00:00.000000Z 0 placed 2\n\
         2026-11-23T17:00:15.000000Z 0 ended RNR 0.000\n\
         2026-11-23T17:00:15.000000Z 0 given up BUDGET_SPENT\n"
    );
    assert_eq!((told.report.calls, told.report.failed), (1, 1));
    assert_eq!(told.report.attempts, BTreeMap::from([(2, 1)]), "the call of before counts");

    // Another policy decides anew: it never calls again whom nobody answered.
    let never = RetryPolicy::read(&never_again()).unwrap();
    let told = simulate(&Plan { policy: &never, ..plan });
    assert_eq!((told.report.calls, told.report.failed, words(&told.report.unreached).len()), (0, 1, 1));
}

#[test]
fn who_is_never_reached_is_told_with_the_reason() {
    let mut contacts = contacts(7);
    contacts[0].facts = Facts { stopped_by: Some(ListKind::Installation), ..agreed() };
    contacts[1].facts = Facts::default();
    contacts[2].facts = Facts { ever_generated: true, ..Facts::default() };
    contacts[3].zones = None;
    contacts[4].lifetime = 9;
    contacts[5].zones = Some(Arc::new(Zones::named(["America/New_York", "Asia/Bangkok"]).unwrap()));
    let terms = Terms { caps: Caps { day: None, lifetime: Some(9) }, ..terms() };
    let policy = RetryPolicy::default();
    let mix = Mix { picked: 1.0, disconnected: 0.0, no_answer: 0.0, declined: 0.0 };
    let plan = Plan { model: OutcomeModel { mix, ..OutcomeModel::default() }, ..plan(&contacts, &terms, &policy) };
    let report = simulate(&plan).report;
    assert_eq!((report.completed, report.blocked, report.calls), (1, 6, 1));
    let told: BTreeMap<&str, u64> = words(&report.unreached).into_iter().collect();
    let expected = ["LIFETIME_CAP", "NO_CONSENT", "NO_HOUR", "NO_ZONE", "GENERATED_NO_CONSENT"];
    assert!(expected.iter().all(|word| told.get(word) == Some(&1)), "{told:?}");
    assert_eq!(told.len(), 6, "{told:?}");
    assert!(report.unreached.iter().all(|tally| tally.says.ends_with('.')));
}

#[test]
fn a_campaign_whose_windows_are_closed_until_the_horizon_calls_nobody() {
    let (contacts, policy) = (contacts(500), RetryPolicy::default());
    let terms = Terms { windows: windows("sun", "10:00", "12:00"), ..terms() };
    let told = simulate(&plan(&contacts, &terms, &policy));
    assert_eq!((told.report.calls, told.report.peak, told.report.queued), (0, 0, 500));
    assert_eq!(words(&told.report.waiting), [("OUTSIDE_HOURS", 500)]);
    assert!(told.report.hours.is_empty());
}

#[test]
fn who_finds_no_room_until_the_horizon_still_waits_for_it() {
    let (contacts, terms, policy) = (contacts(300), anytime(), RetryPolicy::read(EXAMPLE).unwrap());
    let limits = Limits { at_once: 1, per_second: None, retries_at_once: 1 };
    let plan = Plan { limits, horizon: Duration::HOUR, ..plan(&contacts, &terms, &policy) };
    let Simulation { log, report } = simulate(&plan);
    assert!(report.queued > 200 && report.peak == 1, "{report:?}");
    // Of those called, some wait for another day by the policy; whose time came waits for room as well.
    let end = START + Duration::HOUR;
    let later: BTreeMap<usize, bool> =
        log.entries().iter().map(|entry| (entry.contact, matches!(entry.what, What::Retry(at) if at >= end))).collect();
    let later = later.values().filter(|later| **later).count() as u64;
    assert!(later > 0 && report.retrying > later, "{later} of {}", report.retrying);
    assert_eq!(words(&report.waiting), [(NO_ROOM, report.waiting() - later), (RETRY_LATER, later)]);
    assert!(!report.is_over());
}

#[test]
fn calls_have_the_same_fate_however_many_dial_at_once() {
    let (contacts, terms) = (contacts(400), anytime());
    let policy = RetryPolicy::read(&always_open()).unwrap();
    let of = |at_once, per_second| {
        let limits = Limits { at_once, per_second, retries_at_once: at_once };
        simulate(&Plan { limits, horizon: HORIZON, ..plan(&contacts, &terms, &policy) }).report
    };
    let (one, many) = (of(1, None), of(90, Some(7)));
    assert!(one.is_over() && many.is_over());
    assert_eq!((one.peak, many.peak > 50), (1, true), "{}", many.peak);
    assert_eq!((one.calls, &one.outcomes, &one.attempts), (many.calls, &many.outcomes, &many.attempts));
    assert_eq!((one.talked_s, &one.unreached), (many.talked_s, &many.unreached));
}

#[test]
fn what_counts_to_no_budget_ends_at_the_hard_limit() {
    let (contacts, terms) = (contacts(20), anytime());
    let policy = always_open().replace(
        "RNR: {should_retry: true, increment_attempt: true}",
        "RNR: {should_retry: true, increment_attempt: false}",
    );
    let policy = RetryPolicy::read(&policy).unwrap();
    let mix = Mix { picked: 0.0, disconnected: 0.0, no_answer: 1.0, declined: 0.0 };
    let plan = Plan { model: OutcomeModel { mix, ..OutcomeModel::default() }, ..plan(&contacts, &terms, &policy) };
    let report = simulate(&plan).report;
    assert_eq!(report.attempts, BTreeMap::from([(ATTEMPTS_HARD_MAX, 20)]));
    assert_eq!(words(&report.unreached), [("HARD_LIMIT", 20)]);
}

#[test]
fn an_outcome_ends_at_its_own_limit() {
    let (contacts, terms) = (contacts(20), anytime());
    let policy =
        always_open().replace("increment_attempt: true, max_attempts: 1", "increment_attempt: true, max_attempts: 2");
    let policy = RetryPolicy::read(&policy).unwrap();
    let mix = Mix { picked: 0.0, disconnected: 0.0, no_answer: 0.0, declined: 0.0 };
    let plan = Plan { model: OutcomeModel { mix, ..OutcomeModel::default() }, ..plan(&contacts, &terms, &policy) };
    let report = simulate(&plan).report;
    assert_eq!(report.attempts, BTreeMap::from([(2, 20)]));
    assert_eq!(words(&report.unreached), [("OUTCOME_SPENT", 20)]);
}

#[test]
fn an_hour_knows_its_calls_and_those_that_go_on_from_the_hour_before() {
    let (contacts, terms, policy) = (contacts(3), anytime(), RetryPolicy::default());
    let mix = Mix { picked: 1.0, disconnected: 0.0, no_answer: 0.0, declined: 0.0 };
    let model = OutcomeModel { mix, rings: (5.0, 5.0), talks: (60.0, 60.0), ..OutcomeModel::default() };
    let of = |start| simulate(&Plan { model, start, ..plan(&contacts, &terms, &policy) }).report;
    let hour = |at, placed, picked| Hour { at, placed, picked, unanswered: 0, peak: 3 };
    assert_eq!(of(START).hours, [hour(START, 3, 3)]);
    let report = of(START + Duration::minutes(59));
    assert_eq!(report.hours, [hour(START, 3, 0), hour(START + Duration::HOUR, 0, 3)]);
    assert_eq!((report.talked_s, report.peak), (180, 3));
    assert_eq!(report.last_call_ends_at, Some(START + Duration::minutes(60) + Duration::seconds(5)));
}

#[test]
fn two_policies_differ_in_retries_and_agree_in_first_calls() {
    let (contacts, terms) = (contacts(300), terms());
    let (patient, short) = (RetryPolicy::default(), RetryPolicy::read(&never_again()).unwrap());
    let one = plan(&contacts, &terms, &patient);
    let (patient, short) = (simulate(&one), simulate(&Plan { policy: &short, ..one }));
    assert!(patient.report.calls > short.report.calls && patient.report.completed > short.report.completed);
    assert_eq!(short.report.calls, 300);
    let firsts = |told: &Simulation| {
        let mut ends: BTreeMap<usize, Outcome> = BTreeMap::new();
        for entry in told.log.entries() {
            if let What::Ended(outcome, _) = entry.what {
                ends.entry(entry.contact).or_insert(outcome);
            }
        }
        ends
    };
    assert_eq!(firsts(&patient), firsts(&short));
    assert_ne!(patient.log.digest(), short.log.digest());
}

#[test]
fn ten_thousand_contacts_are_called_over_three_days() {
    let (contacts, policy) = (contacts(10_000), RetryPolicy::default());
    let caps = Caps { day: Some(2), lifetime: Some(6) };
    let terms = Terms { caps, ..terms() };
    let limits = Limits { at_once: 30, per_second: Some(5), retries_at_once: 20 };
    let told = simulate(&Plan { limits, ..plan(&contacts, &terms, &policy) });
    let report = told.report;
    assert!(report.calls > 10_000 && report.peak == 30, "{} calls, at most {}", report.calls, report.peak);
    assert!(report.hours.len() <= 73 && report.hours.iter().any(|hour| hour.placed == 0));
    assert_eq!(report.hours.iter().map(|hour| hour.placed).sum::<u64>(), report.calls);
    assert_eq!(report.hours.iter().map(|hour| hour.peak).max(), Some(report.peak));
    assert_eq!(told.log.digest().len(), 32);
}

#[test]
fn a_report_reads_back_as_it_was_stored() {
    let (contacts, terms, policy) = (contacts(50), terms(), RetryPolicy::default());
    let report = simulate(&plan(&contacts, &terms, &policy)).report;
    let stored = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&stored).unwrap(), report);
}

#[test]
fn a_demand_that_nobody_meets_and_an_empty_list_call_nobody() {
    let (nobody, terms, policy) = (contacts(0), terms(), RetryPolicy::default());
    let report = simulate(&plan(&nobody, &terms, &policy)).report;
    assert!(report.is_over() && report.contacts == 0 && report.last_call_ends_at.is_none());
    let strict = Terms { demand: Demand { kinds: crate::consent::ConsentKinds::of_bits(0), required: true }, ..terms };
    let contacts = contacts(3);
    let report = simulate(&plan(&contacts, &strict, &policy)).report;
    assert_eq!((report.blocked, report.calls), (3, 0));
}
