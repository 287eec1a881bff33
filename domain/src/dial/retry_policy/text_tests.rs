use super::*;
use crate::dial::retry_policy::BUILT_IN;

fn faults(text: &str) -> Vec<(u64, u64, String)> {
    RetryPolicy::read(text).unwrap_err().into_iter().map(|fault| (fault.line, fault.column, fault.text)).collect()
}

#[test]
fn what_is_shipped_can_be_read_and_an_empty_map_means_it_without_rules() {
    let shipped = RetryPolicy::read(BUILT_IN).unwrap();
    assert_eq!(RetryPolicy::default(), shipped);
    let least = RetryPolicy::read("{}").unwrap();
    assert_eq!(RetryPolicy { global_rules: shipped.global_rules.clone(), ..least }, shipped);
}

#[test]
fn every_fault_is_told_where_it_stands() {
    let text = "global_rules:
  - name: One
    days: [monday, funday]
    time_slots:
      - {start_time: \"9h\", end_time: \"20:00\", max_attempts: 0, retry_interval_minutes: 5}
      - {start_time: \"10:00\", end_time: \"09:00\"}
timezone: Mars/Olympus
status_retry_rules:
  RNR: {should_retry: true, max_attempts: 21}
";
    let told = faults(text);
    let places: Vec<(u64, u64)> = told.iter().map(|(line, column, _)| (*line, *column)).collect();
    assert_eq!(places, [(3, 20), (5, 22), (5, 61), (6, 41), (7, 11), (9, 43)], "{told:#?}");
    assert!(told[0].2.contains("\"funday\" is no day"));
    assert!(told[2].2.contains("max_attempts is 0 and has to be 1 to 20"));
}

#[test]
fn what_is_no_yaml_or_has_other_fields_is_told_where_it_stands() {
    for (text, line, says) in [
        ("global_rules:\n  - days: [monday\n", 2, ""),
        ("defaults: {max_attempts: many}\n", 1, ""),
        ("global_rules: []\nglobal_rule: []\n", 2, "global_rule"),
        ("global_rules: []\nglobal_rules: []\n", 2, ""),
        ("status_retry_rules:\n  BUSY: {should_retry: true}\n", 2, "BUSY"),
        ("- 1\n", 1, ""),
    ] {
        let told = faults(text);
        assert_eq!((told.len(), told[0].0), (1, line), "{text:?}: {told:?}");
        assert!(told[0].2.contains(says) && !told[0].2.contains("line "), "{told:?}");
    }
}

#[test]
fn a_campaign_has_its_rules_once_and_whoever_answered_is_left_alone() {
    let told = faults("campaign_rules:\n  - {campaign_id: 7, rules: []}\n  - {campaign_id: 7, rules: []}\n");
    assert_eq!((told[0].0, told[0].1), (3, 19), "{told:?}");
    let told = faults("status_retry_rules:\n  PICKED: {should_retry: true}\n");
    assert!(told[0].2.contains("never retried"), "{told:?}");
}

#[test]
fn nothing_that_is_typed_makes_the_reader_panic() {
    for text in ["", "\u{0}", "&a [*a]", "!!binary x", "? {a: b}\n", "a: &x [1]\nb: *x\n", "%YAML 9.9\n---\n"] {
        drop(RetryPolicy::read(text));
    }
    assert!(RetryPolicy::read(&"a".repeat(TEXT_MAX + 1)).is_err());
}
