use super::*;
use proptest::prelude::*;
use time::macros::datetime;

const THREE: f64 = 0.03;

fn counts(answered: u64, abandoned: u64, unknown: u64) -> Answered {
    Answered { answered, abandoned, unknown }
}

#[test]
fn room_begins_with_three_calls_grows_with_those_who_were_connected_and_ends_at_the_limit() {
    let limit = ShareLimit::of(THREE);
    let room = |answered, abandoned| counts(answered, abandoned, 0).room(limit);
    assert_eq!((room(0, 0), room(99, 0), room(100, 0)), (3, 3, 3));
    // 1,000 answered: 30 more may all be abandoned and are 30 of 1,030.
    assert_eq!((room(1_000, 0), room(1_000, 20), room(1_000, 29), room(1_000, 30)), (30, 10, 1, 0));
    assert_eq!((room(20, 3), room(20, 2)), (0, 1));
    // What nobody knows counts as abandoned.
    assert_eq!(counts(1_000, 10, 20).room(limit), 0);
    assert_eq!((counts(9, 9, 0).room(ShareLimit::of(1.0)), counts(0, 0, 0).room(ShareLimit::of(0.0))), (u64::MAX, 0));
}

#[test]
fn a_limit_is_met_to_the_call() {
    let limit = ShareLimit::of(THREE);
    assert!(!counts(1_000, 30, 0).is_past(limit) && counts(1_000, 31, 0).is_past(limit));
    assert!(!counts(10, 3, 0).is_past(limit) && counts(10, 4, 0).is_past(limit));
    for percent in 0..=100_u32 {
        assert_eq!(ShareLimit::of(f64::from(percent) / 100.0).millionths, percent * 10_000);
    }
}

#[test]
fn a_call_is_abandoned_when_nobody_was_there_two_seconds_after_the_person() {
    let at = datetime!(2026-11-23 20:00 UTC);
    let bridged = |seconds: f64| CallTimes {
        answered_at: Some(at),
        bridged_at: Some(at + Duration::seconds_f64(seconds)),
        ringing_at: None,
    };
    let of = |times: CallTimes| Bridging::of(Outcome::Picked, "", &times);
    assert_eq!(of(bridged(2.0)), Some(Bridging::Connected));
    assert_eq!(of(bridged(2.001)), Some(Bridging::Abandoned));
    // Somebody who waits on the line before the person does is there in time.
    assert_eq!(of(bridged(-1.0)), Some(Bridging::Connected));
    let alone = CallTimes { bridged_at: None, ..bridged(0.0) };
    assert_eq!(of(alone), Some(Bridging::Abandoned));
    // They answered, heard nothing and hung up: told with another word, it is an abandoned call all the same.
    assert_eq!(Bridging::of(Outcome::Disconnected, "", &alone), Some(Bridging::Abandoned));
    let nothing = CallTimes::default();
    assert_eq!(of(nothing), Some(Bridging::Unknown));
    assert_eq!(of(CallTimes { answered_at: None, ..bridged(0.0) }), Some(Bridging::Unknown));
    assert_eq!(Bridging::of(Outcome::Picked, "machine", &nothing), None);
    assert_eq!(Bridging::of(Outcome::Rnr, "", &nothing), None);
    for bridging in Bridging::ALL {
        assert_eq!(Bridging::of_code(bridging.code()), Some(bridging));
    }
}

#[test]
fn periods_follow_one_another_from_the_start_of_the_campaign() {
    let start = datetime!(2026-11-01 12:00 UTC);
    let of = |at| period_of(start, at);
    let second = start + PERIOD;
    assert_eq!((of(start), of(second - Duration::SECOND), of(second)), (0, 0, 1));
    assert_eq!(of(start - Duration::days(3)), 0);
    assert_eq!((begins(start, 0), begins(start, 1)), (start, second));
}

#[test]
fn a_percentage_is_rounded_up() {
    let told = [(0, 0), (0, 9), (30, 1_000), (31, 1_000), (3_001, 100_000), (1, 1)].map(|(a, n)| percent(a, n));
    assert_eq!(told, ["0.0 %", "0.0 %", "3.0 %", "3.1 %", "3.1 %", "100.0 %"]);
}

#[test]
fn what_can_not_be_known_is_told_with_the_reason() {
    let from = datetime!(2026-11-01 12:00 UTC);
    let share = AbandonedShare {
        from,
        until: from + PERIOD,
        reported_since: Some(from - Duration::DAY),
        counts: Answered::default(),
        limit: None,
    };
    assert_eq!(share.known(), Known::Share(0.0));
    let of = |counts| AbandonedShare { counts, ..share.clone() }.known();
    assert_eq!(of(counts(200, 5, 0)), Known::Share(0.025));
    assert_eq!(of(counts(200, 5, 5)), Known::Between(0.025, 0.05));
    let late = from + Duration::DAY;
    let told = AbandonedShare { reported_since: Some(late), ..share.clone() };
    assert_eq!(told.known(), Known::NotFromTheStart(late));
    let never = AbandonedShare { reported_since: None, ..share };
    assert_eq!((never.known(), never.room()), (Known::NotReported, None));
}

/// What may become of a call that is under way.
#[derive(Debug, Clone, Copy)]
enum End {
    Connected,
    Abandoned,
    Untold,
    Nobody,
}

/// A dialler that places as many as there is room for, and hears of them in any order.
fn run(limit: ShareLimit, greedy: &[(u8, End)]) -> Result<Answered, TestCaseError> {
    let (mut counts, mut under_way) = (Answered::default(), 0_u64);
    for (more, end) in greedy {
        let room = counts.room(limit).min(500).saturating_sub(under_way);
        under_way += room.min(u64::from(*more));
        if under_way == 0 {
            continue;
        }
        under_way -= 1;
        match end {
            End::Connected => counts += Answered::one(Bridging::Connected),
            End::Abandoned => counts += Answered::one(Bridging::Abandoned),
            End::Untold => counts += Answered::one(Bridging::Unknown),
            End::Nobody => {}
        }
        prop_assert!(!counts.is_past(limit), "{counts:?} with {under_way} under way");
    }
    Ok(counts)
}

fn end() -> impl Strategy<Value = End> {
    prop_oneof![
        20 => Just(End::Connected), 3 => Just(End::Abandoned), 1 => Just(End::Untold), 8 => Just(End::Nobody),
    ]
}

proptest! {
    #[test]
    fn whatever_becomes_of_calls_the_share_is_never_past_the_limit(
        percent in 0_u32..=100, ends in proptest::collection::vec((any::<u8>(), end()), 0..700),
    ) {
        run(ShareLimit::of(f64::from(percent) / 100.0), &ends)?;
    }

    #[test]
    fn nothing_less_careful_would_do(answered in 0_u64..5_000, abandoned in 0_u64..200, percent in 1_u32..20) {
        let limit = ShareLimit::of(f64::from(percent) / 100.0);
        let counts = counts(answered.max(abandoned), abandoned, 0);
        prop_assume!(!counts.is_past(limit));
        // All of those that have room may be abandoned, and no one more.
        let room = counts.room(limit);
        let all_gone = |many: u64| Answered { answered: counts.answered + many, abandoned: abandoned + many, unknown: 0 };
        prop_assert!(!all_gone(room).is_past(limit));
        prop_assert!(all_gone(room + 1).is_past(limit));
    }
}
