//! No invalid number (FEATURES M3): what the generator may draw is asked of two phone-number libraries, which know nothing
//! of this project. Where they disagree, the list of known gaps says so, and says why.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod samples;

use domain::phone::{AreaCode, ExchangeSet, Npa, NumberSpace, Permutation, PhoneNumber, plan};
use domain::prefix::CodeReportRow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// The regular expression of CONTRACTS A, by hand: a third opinion that shares no code with `PhoneNumber`.
fn has_the_plans_form(stored: &str) -> bool {
    let digits: Vec<u8> = stored.bytes().map(|byte| byte.wrapping_sub(b'0')).collect();
    let [1, n, p, a, x, y, z, _, _, _, _] = digits[..] else {
        return false;
    };
    let lines = &stored[7..];
    (2..=9).contains(&n)
        && p <= 8
        && (p, a) != (1, 1)
        && (2..=9).contains(&x)
        && (y, z) != (1, 1)
        && !(stored[4..7] == *"555" && ("0100"..="0199").contains(&lines))
}

fn of_rlibphonenumber(number: PhoneNumber) -> bool {
    number.e164().parse::<rlibphonenumber::PhoneNumber>().is_ok_and(|number| number.is_valid())
}

fn of_phonenumber(number: PhoneNumber) -> bool {
    phonenumber::parse(None, number.e164()).is_ok_and(|number| phonenumber::is_valid(&number))
}

/// Some numbers of a space, drawn as a generation draws them.
fn drawn(space: &NumberSpace, count: u64) -> impl Iterator<Item = PhoneNumber> {
    let order = Permutation::new(space.len(), 2026);
    (0..count.min(space.len())).map(move |index| space.at(order.at(index)))
}

/// The gaps of one kind, `area` or `code`, from the committed list.
fn known_gaps(kind: &str) -> BTreeSet<u32> {
    include_str!("known_gaps.csv")
        .lines()
        .filter_map(|line| line.strip_prefix(kind)?.strip_prefix(',')?.split(',').next()?.parse().ok())
        .collect()
}

fn assert_known(kind: &str, refused: &BTreeSet<u32>) {
    let known = known_gaps(kind);
    let unknown: Vec<&u32> = refused.difference(&known).collect();
    assert!(
        unknown.is_empty(),
        "the libraries refuse numbers of {unknown:?}. If their metadata is behind, add each to tests/known_gaps.csv with \
         its reason; if the number is wrong, the generator must not draw it."
    );
}

#[test]
fn without_a_table_every_drawn_number_is_valid_but_for_the_known_gaps() {
    let mut refused = BTreeSet::new();
    for area_code in AreaCode::all().iter().filter(|area_code| area_code.in_service) {
        let space = NumberSpace::new(area_code.npa, plan::exchanges_without_table(area_code.npa), false);
        for number in drawn(&space, 40) {
            assert!(has_the_plans_form(&number.stored()), "{number}");
            if !(of_rlibphonenumber(number) && of_phonenumber(number)) {
                refused.insert(u32::from(number.npa()));
            }
        }
    }
    assert_known("area", &refused);
}

#[test]
fn every_assigned_code_of_the_real_report_is_valid_but_for_the_known_gaps() {
    let Some(path) = samples::path("nanpa/co-code-assignments-2026-07-06.zip") else {
        return;
    };
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    archive.by_index(0).unwrap().read_to_string(&mut text).unwrap();
    let mut codes: BTreeMap<Npa, ExchangeSet> = BTreeMap::new();
    for row in text.lines().skip(1).filter_map(|line| CodeReportRow::parse(line).unwrap()).filter(|row| row.assigned) {
        codes.entry(row.prefix.area_code()).or_default().insert(row.prefix.nxx());
    }
    let mut refused = BTreeSet::new();
    for (npa, exchanges) in codes {
        AreaCode::look_up(npa).unwrap();
        let space = NumberSpace::new(npa, exchanges, false);
        assert_eq!(space.len(), exchanges.len() * plan::LINES, "{npa}");
        for position in 0..exchanges.len() {
            let number = space.at(position * plan::LINES + 2_345);
            assert!(has_the_plans_form(&number.stored()), "{number}");
            // The second library takes far longer: every eighth code, other ones in each area code. The list of known gaps
            // was made by asking for all.
            let asked = (position + u64::from(npa.code())) % 8 == 0;
            if !of_rlibphonenumber(number) || (asked && !of_phonenumber(number)) {
                refused.insert(number.prefix().code());
            }
        }
    }
    assert_known("code", &refused);
}

#[test]
fn every_gap_of_the_list_has_its_reason() {
    for line in include_str!("known_gaps.csv").lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split(',').collect();
        assert!(matches!(cells[..], ["area" | "code", _, reason] if !reason.is_empty()), "{line}");
    }
    assert_eq!((known_gaps("area").len(), known_gaps("code").len()), (37, 13));
}
