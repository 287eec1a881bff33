use super::*;
use proptest::prelude::*;
use time::Duration;
use time::macros::datetime;

const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

fn number(text: &str) -> PhoneNumber {
    text.parse().expect("a number")
}

fn given(kind: ConsentKind, expires: Option<i64>, withdrawn: Option<i64>) -> Given {
    let at = |minutes: i64| NOW + Duration::minutes(minutes);
    Given { kind, given_at: at(-1_000), expires_at: expires.map(at), withdrawn_at: withdrawn.map(at) }
}

fn facts(ever_generated: bool, consents: &[Given]) -> Facts {
    Facts { ever_generated, stopped_by: None, consents: consents.to_vec() }
}

fn word(number_text: &str, facts: &Facts, demand: &Demand) -> &'static str {
    judge(number(number_text), facts, demand, NOW).reason().map_or("", Reason::as_str)
}

#[test]
fn each_reason_is_told_where_it_holds() {
    use ConsentKind::{Oral, Written};
    let (plain, written) = (Demand::default(), Demand { kinds: ConsentKinds::NONE.with(Written), ..Demand::default() });
    let free = Demand { required: false, ..Demand::default() };
    let good = "4152000001";
    for (number, facts, demand, expected) in [
        ("4155550123", facts(false, &[given(Oral, None, None)]), plain, "FICTION"),
        ("8002000001", facts(false, &[given(Oral, None, None)]), plain, "INVALID_NUMBER"),
        (good, facts(false, &[]), plain, "NO_CONSENT"),
        (good, facts(true, &[]), plain, "GENERATED_NO_CONSENT"),
        (good, facts(true, &[]), free, "GENERATED_NO_CONSENT"),
        (good, facts(false, &[]), free, ""),
        (good, facts(true, &[given(Oral, None, None)]), free, ""),
        (good, facts(true, &[given(Oral, Some(0), None)]), plain, "CONSENT_EXPIRED"),
        (good, facts(true, &[given(Oral, Some(1), None)]), plain, ""),
        (good, facts(true, &[given(Oral, None, Some(-1))]), free, "CONSENT_WITHDRAWN"),
        (good, facts(true, &[given(Oral, Some(-9), None), given(Written, None, Some(-1))]), plain, "CONSENT_WITHDRAWN"),
        (good, facts(true, &[given(Oral, Some(-1), None), given(Written, None, Some(-9))]), plain, "CONSENT_EXPIRED"),
        (good, facts(false, &[given(Oral, None, None)]), written, "CONSENT_OF_OTHER_KIND"),
        (good, facts(false, &[given(Oral, None, None), given(Written, None, None)]), written, ""),
    ] {
        assert_eq!(word(number, &facts, &demand), expected, "{number} {facts:?} {demand:?}");
    }
    for list in ListKind::ALL {
        let stopped = Facts { stopped_by: Some(list), ..facts(false, &[given(Oral, None, None)]) };
        let verdict = judge(number(good), &stopped, &free, NOW);
        assert_eq!(verdict, Dialability::No(Reason::DoNotCall(list)));
        assert!(verdict.says().contains(list.whose()));
    }
}

#[test]
fn a_text_that_is_no_number_of_the_plan_says_which_it_is_not() {
    for (text, expected) in [
        ("+44 20 7946 0958", "NOT_NANP"),
        ("911", "INVALID_NUMBER"),
        ("", "INVALID_NUMBER"),
        ("+1 415", "INVALID_NUMBER"),
    ] {
        assert_eq!(judge_text(text).expect_err("no number").as_str(), expected, "{text}");
    }
    assert_eq!(judge_text("(415) 200-0001"), Ok(number("4152000001")));
}

fn any_given() -> impl Strategy<Value = Given> {
    let minutes = || prop::option::of(-2_000_i64..2_000);
    (0_usize..5, minutes(), prop::option::of(-2_000_i64..=0))
        .prop_map(|(kind, expires, withdrawn)| given(ConsentKind::ALL[kind], expires, withdrawn))
}

fn any_facts(ever_generated: bool) -> impl Strategy<Value = Facts> {
    (prop::collection::vec(any_given(), 0..6), prop::option::of(0_usize..3)).prop_map(move |(consents, list)| Facts {
        ever_generated,
        stopped_by: list.map(|list| ListKind::ALL[list]),
        consents,
    })
}

fn any_demand() -> impl Strategy<Value = Demand> {
    (prop::collection::vec(0_usize..5, 0..5), any::<bool>()).prop_map(|(kinds, required)| Demand {
        kinds: kinds.into_iter().map(|kind| ConsentKind::ALL[kind]).collect(),
        required,
    })
}

fn any_number() -> impl Strategy<Value = PhoneNumber> {
    (2_000_000_i64..9_999_999)
        .prop_map(|rest| PhoneNumber::from_stored(14_150_000_000 + rest))
        .prop_filter_map("the plan allows it", Result::ok)
}

proptest! {
    #[test]
    fn no_combination_lets_a_generated_number_through_without_a_consent_in_force(
        number in any_number(), facts in any_facts(true), demand in any_demand()
    ) {
        let in_force = facts.consents.iter().any(|given| {
            given.withdrawn_at.is_none() && given.expires_at.is_none_or(|end| end > NOW) && demand.kinds.has(given.kind)
        });
        let verdict = judge(number, &facts, &demand, NOW);
        prop_assert!(!verdict.is_yes() || in_force, "{verdict:?}");
        prop_assert!(!matches!(verdict, Dialability::Yes(None)));
    }

    #[test]
    fn nothing_on_a_do_not_call_list_is_dialled(number in any_number(), facts in any_facts(false), demand in any_demand()) {
        let verdict = judge(number, &facts, &demand, NOW);
        prop_assert!(facts.stopped_by.is_none() || !verdict.is_yes());
    }

    #[test]
    fn the_other_numbers_are_dialled_by_a_consent_in_force_or_where_none_is_demanded(
        number in any_number(), facts in any_facts(false), demand in any_demand()
    ) {
        prop_assume!(!number.is_fiction() && facts.stopped_by.is_none());
        let enough = facts.consents.iter().any(|given| {
            given.withdrawn_at.is_none() && given.expires_at.is_none_or(|end| end > NOW) && demand.kinds.has(given.kind)
        });
        let verdict = judge(number, &facts, &demand, NOW);
        prop_assert_eq!(verdict.is_yes(), enough || !demand.required);
        prop_assert!(verdict.reason().is_none_or(|reason| Reason::WORDS.contains(&reason.as_str())));
    }
}
