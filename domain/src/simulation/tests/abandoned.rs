//! The share of abandoned calls in simulations with a provider that tells it (FEATURES E17).

use super::super::*;
use super::plans::*;
use crate::dial::RetryPolicy;
use crate::dial::abandoned::{Answered, BASIS, Bridging, PERIOD, ShareLimit};
use proptest::prelude::*;
use time::{Duration, OffsetDateTime};

const LIMIT: f64 = 0.03;

fn model(abandoned: Option<f64>, seed: u64) -> OutcomeModel {
    OutcomeModel { abandoned, seed, ..OutcomeModel::default() }
}

/// Counts after each answered call of the first period, in the order in which they ended.
fn course(log: &Log, start: OffsetDateTime) -> Vec<Answered> {
    let (mut course, mut counts, mut last) = (Vec::new(), Answered::default(), None);
    for entry in log.entries().iter().filter(|entry| entry.at < start + PERIOD) {
        match entry.what {
            What::Abandoned => last = Some(entry.contact),
            What::Completed => {
                let is_abandoned = last.take() == Some(entry.contact);
                counts += Answered::one(if is_abandoned { Bridging::Abandoned } else { Bridging::Connected });
                course.push(counts);
            }
            _ => {}
        }
    }
    course
}

#[test]
fn the_share_never_passes_three_percent_where_without_the_rule_it_would() {
    let (contacts, terms, policy) = (contacts(5_000), anytime(), RetryPolicy::default());
    let plan = Plan { horizon: Duration::days(20), ..plan(&contacts, &terms, &policy) };
    for (often, seed) in [(0.02, 1), (0.035, 2), (0.05, 3), (0.2, 4), (1.0, 5)] {
        let told = simulate(&Plan { model: model(Some(often), seed), ..plan });
        let limit = ShareLimit::of(LIMIT);
        let course = course(&told.log, START);
        assert!(course.iter().all(|counts| !counts.is_past(limit)), "{often}");
        let told_from = course.iter().filter(|counts| counts.answered >= BASIS);
        assert!(told_from.into_iter().all(|counts| counts.share().is_some_and(|share| share <= LIMIT)), "{often}");
        assert_eq!(told.report.abandoned, course.last().unwrap().abandoned);
        if often >= 0.2 {
            // It stops, and says what is waited for.
            assert!(told.report.calls < 100, "{often}: {}", told.report.calls);
            let waits = told.report.waiting.first().unwrap();
            assert_eq!(waits.word, TOO_MANY_ABANDONED, "{often}");
        }
    }
    // The same calls, placed by nobody who counts.
    let free = simulate(&Plan { model: model(None, 4), ..plan });
    let fates = |often| {
        let model = model(Some(often), 4);
        let calls = free.log.entries().iter().filter_map(|entry| match entry.what {
            What::Placed(nth) => Some(model.fate(contacts[entry.contact].number, nth)),
            _ => None,
        });
        let answered: Vec<Fate> = calls.filter(|fate| fate.outcome == crate::dial::Outcome::Picked).collect();
        answered.iter().filter(|fate| fate.is_abandoned).count() as f64 / answered.len() as f64
    };
    assert!(fates(0.2) > 0.15 && fates(0.05) > 0.04);
}

#[test]
fn calls_are_throttled_at_the_start_and_more_at_once_as_people_are_connected() {
    let (contacts, terms, policy) = (contacts(3_000), anytime(), RetryPolicy::default());
    let plan = Plan { model: model(Some(0.0), 1), ..plan(&contacts, &terms, &policy) };
    let told = simulate(&plan);
    let mut peak_at_start = 0;
    let (mut in_flight, mut answered) = (0_i32, 0);
    for entry in told.log.entries() {
        match entry.what {
            What::Placed(_) => in_flight += 1,
            What::Ended(..) => in_flight -= 1,
            What::Completed => answered += 1,
            _ => {}
        }
        if answered < 100 {
            peak_at_start = peak_at_start.max(in_flight);
        }
    }
    assert_eq!(peak_at_start, 3);
    // The campaign's own limit is reached at the end.
    assert_eq!((told.report.peak, told.report.abandoned, told.report.waiting()), (50, 0, 0));
}

#[test]
fn a_campaign_that_was_stopped_goes_on_with_the_next_thirty_days() {
    let (contacts, terms, policy) = (contacts(300), anytime(), RetryPolicy::read(&never_again()).unwrap());
    let horizon = PERIOD + Duration::days(1);
    let plan = Plan { model: model(Some(1.0), 1), horizon, ..plan(&contacts, &terms, &policy) };
    let told = simulate(&plan);
    let placed = |from, until| {
        let calls = told.log.entries().iter().filter(|entry| matches!(entry.what, What::Placed(_)));
        calls.filter(|entry| (from..until).contains(&entry.at)).count()
    };
    assert_eq!(told.report.abandoned, 6);
    assert!(placed(START, START + Duration::DAY) > 0 && placed(START + Duration::DAY, START + PERIOD) == 0);
    assert!(placed(START + PERIOD, START + horizon) > 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_the_provider_is_like_the_limit_holds_after_every_call(
        often in 0.0..1.0_f64, seed in any::<u64>(), many in 0_usize..1_500, at_once in 1_u32..60,
    ) {
        let (contacts, terms, policy) = (contacts(many), anytime(), RetryPolicy::default());
        let limits = Limits { at_once, per_second: None, retries_at_once: at_once };
        let plan = Plan { model: model(Some(often / 4.0), seed), limits, ..plan(&contacts, &terms, &policy) };
        let limit = ShareLimit::of(LIMIT);
        prop_assert!(course(&simulate(&plan).log, START).iter().all(|counts| !counts.is_past(limit)));
    }
}
