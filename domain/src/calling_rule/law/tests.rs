use super::super::SHIPPED;
use super::*;
use time::macros::date;

const HEAD: &str = "rule_id,jurisdiction,kind,value,effective_from,source\n";

fn book(rules: &str) -> RuleBook {
    RuleBook::read(&format!("{HEAD}{rules}")).unwrap()
}

fn told(book: &RuleBook, region: &str, kind: RuleKind, day: Date) -> Vec<(String, Why)> {
    let law = book.law(Region::find(region).unwrap()).unwrap();
    law.applying(kind, day).iter().map(|one| (one.rule.id.clone(), one.why)).collect()
}

#[test]
fn a_state_has_its_own_rules_within_those_of_its_country() {
    let book = RuleBook::read(SHIPPED).unwrap();
    let day = date!(2026 - 11 - 23);
    let hours = told(&book, "FL", RuleKind::Hours, day);
    assert_eq!(hours, [("us-hours".to_owned(), Why::Country), ("us-fl-hours".to_owned(), Why::Own)]);
    let law = book.law(Region::find("FL").unwrap()).unwrap();
    assert_eq!(law.attempts_24h(day), Some(3));
    assert_eq!(law.abandoned_share_30d(day), Some(0.03));
    assert_eq!((law.min_ring_seconds(day), law.internal_dnc_days(day)), (Some(15), Some(10)));
    // At 20:30 it is too late by Florida's rule alone, at 21:30 by both.
    let closed =
        |minute| law.closed_by(day, Weekday::Monday, minute).iter().map(|rule| rule.id.clone()).collect::<Vec<_>>();
    assert_eq!(closed(12 * 60), Vec::<String>::new());
    assert_eq!(closed(20 * 60 + 30), ["us-fl-hours"]);
    assert_eq!(closed(21 * 60 + 30), ["us-hours", "us-fl-hours"]);
}

#[test]
fn where_nobody_read_the_rules_the_strictest_that_is_known_counts() {
    let book = RuleBook::read(SHIPPED).unwrap();
    let day = date!(2026 - 11 - 23);
    assert_eq!(
        told(&book, "CA", RuleKind::Hours, day),
        [("us-hours".to_owned(), Why::Country), ("us-fl-hours".to_owned(), Why::Strictest)]
    );
    assert_eq!(told(&book, "ON", RuleKind::Hours, day), [("us-fl-hours".to_owned(), Why::Strictest)]);
    assert_eq!(told(&book, "BHS", RuleKind::Attempts24h, day), [("us-fl-attempts".to_owned(), Why::Strictest)]);
    // Somebody read that California has none.
    let read =
        book.write() + "ca-hours,US-CA,hours,none,2020-01-01,read\nca-calls,US-CA,attempts_24h,none,2020-01-01,read\n";
    let book = RuleBook::read(&read).unwrap();
    assert_eq!(told(&book, "CA", RuleKind::Hours, day), [("us-hours".to_owned(), Why::Country)]);
    assert_eq!(told(&book, "CA", RuleKind::Attempts24h, day), []);
}

#[test]
fn what_one_of_two_provinces_has_not_frees_no_number_that_may_be_in_the_other() {
    let day = date!(2026 - 11 - 23);
    let shipped = RuleBook::read(SHIPPED).unwrap().write();
    let one = shipped + "ns-hours,CA-NS,hours,none,2020-01-01,read\n";
    let strictest = [("us-fl-hours".to_owned(), Why::Strictest)];
    assert_eq!(told(&RuleBook::read(&one).unwrap(), "NS-PE", RuleKind::Hours, day), strictest);
    let both = one + "pe-hours,CA-PE,hours,none,2020-01-01,read\n";
    assert_eq!(told(&RuleBook::read(&both).unwrap(), "NS-PE", RuleKind::Hours, day), []);
}

#[test]
fn a_rule_counts_from_its_day_on_until_a_later_one_does() {
    let book = book(
        "a,US,hours,08:00-21:00,2020-01-01,read\nb,US,hours,09:00-20:00,2026-12-01,read\n\
         c,US-FL,hours,none,2020-01-01,read\n",
    );
    assert_eq!(told(&book, "FL", RuleKind::Hours, date!(2019 - 12 - 31)), []);
    assert_eq!(told(&book, "FL", RuleKind::Hours, date!(2026 - 11 - 30)), [("a".to_owned(), Why::Country)]);
    assert_eq!(told(&book, "FL", RuleKind::Hours, date!(2026 - 12 - 01)), [("b".to_owned(), Why::Country)]);
}

#[test]
fn what_is_new_gone_and_other_is_told() {
    let before = book("a,US,hours,08:00-21:00,2020-01-01,read\nb,US,holiday,12-25,2020-01-01,read\n");
    let after = book("c,US,attempts_24h,3,2020-01-01,read\na,US,hours,08:00-20:00,2020-01-01,read\n");
    let told: Vec<String> = after
        .changes(&before)
        .into_iter()
        .map(|change| match change {
            RuleChange::New(rule) => format!("+{}", rule.id),
            RuleChange::Gone(rule) => format!("-{}", rule.id),
            RuleChange::Other(old, new) => format!("{} {} → {}", new.id, old.value, new.value),
        })
        .collect();
    assert_eq!(told, ["-b", "+c", "a 08:00-21:00 → 08:00-20:00"]);
    assert!(after.changes(&after).is_empty());
}

#[test]
fn holidays_add_up_and_close_the_whole_day() {
    let book = book(
        "x,US,holiday,12-25,2020-01-01,read\ny,US,holiday,2026-11-26,2021-01-01,read\n\
         z,US-FL,holiday,04-02,2020-01-01,read\n",
    );
    let law = book.law(Region::find("FL").unwrap()).unwrap();
    for (day, id) in [(date!(2026 - 12 - 25), "x"), (date!(2026 - 11 - 26), "y"), (date!(2030 - 04 - 02), "z")] {
        assert_eq!(law.holiday(day).map(|rule| rule.id.as_str()), Some(id));
        assert_eq!(law.closed_by(day, day.weekday(), 12 * 60).len(), 1);
    }
    assert_eq!(law.holiday(date!(2027 - 11 - 26)), None);
    // Before the rule counts the day is like any other.
    assert_eq!(law.holiday(date!(2019 - 12 - 25)), None);
}

#[test]
fn of_hours_that_lie_in_one_another_the_narrowest_are_kept_and_those_that_overlap_all() {
    let book = book(
        "wide,US-TX,hours,07:00-22:00,2020-01-01,read\nearly,US-FL,hours,08:00-18:00,2020-01-01,read\n\
         late,US-GA,hours,10:00-21:00,2020-01-01,read\nsame,US-AL,hours,10:00-21:00,2020-01-01,read\n",
    );
    let kept = told(&book, "NV", RuleKind::Hours, date!(2026 - 01 - 01));
    assert_eq!(kept, [("same".to_owned(), Why::Strictest), ("early".to_owned(), Why::Strictest)]);
}

#[test]
fn every_number_of_a_place_has_a_law_and_an_empty_book_says_nothing() {
    let book = RuleBook::read(SHIPPED).unwrap();
    let day = date!(2026 - 11 - 23);
    for area_code in AreaCode::all() {
        let law = book.law(area_code.region).unwrap();
        assert!(!law.applying(RuleKind::Hours, day).is_empty(), "{}", area_code.npa);
    }
    let empty = RuleBook::new(Vec::new());
    let law = empty.law(Region::find("FL").unwrap()).unwrap();
    assert_eq!((law.attempts_24h(day), law.closed_by(day, Weekday::Monday, 0).len()), (None, 0));
}
