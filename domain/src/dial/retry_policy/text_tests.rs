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
    assert!(told[0].2.contains("\"funday\" is no day: use monday to sunday. Did you mean sunday?"));
    assert!(told[2].2.contains("max_attempts is 0 and has to be a whole number, 1 to 20"));
}

/// A text, and its faults in order: line, column, and words of the sentence.
type Broken = (&'static str, &'static [(u64, u64, &'static str)]);

/// Broken texts, each with all that is told of it: line, column, and words of the sentence. They were written down by hand from
/// the texts, not from what the reader answers.
const BROKEN: &[Broken] = &[
    // No YAML.
    ("global_rules:\n  - days: [monday\n", &[(2, 0, "bracket is not closed")]),
    ("defaults: {max_attempts: 3\n", &[(1, 0, "bracket is not closed")]),
    ("timezone: \"UTC\n", &[(1, 0, "quote is opened")]),
    ("timezone: 'UTC\n", &[(1, 0, "quote is opened")]),
    ("global_rules:\n\t- days: [monday]\n", &[(2, 0, "tab")]),
    ("timezone: a: b\n", &[(1, 0, "A key can't stand here")]),
    ("defaults:\n  max_attempts: 3\n batch_size: 4\n", &[(3, 0, "indent")]),
    ("timezone: *zone\n", &[(1, 0, "&")]),
    ("timezone: UTC\n---\ntimezone: UTC\n", &[(3, 0, "more than one document")]),
    // Something else where a part begins.
    ("- 1\n", &[(1, 1, "A list stands where a policy begins: write some of global_rules")]),
    ("hello\n", &[(1, 1, "\"hello\" stands where a policy begins")]),
    ("defaults: 7\n", &[(1, 11, "7 stands where defaults begins: write some of max_attempts")]),
    ("global_rules: 7\n", &[(1, 15, "global_rules is a list: write [7].")]),
    ("global_rules: {name: One}\n", &[(1, 15, "begin each of its entries with a dash")]),
    ("global_rules:\n  - monday\n", &[(2, 5, "\"monday\" stands where a rule begins")]),
    ("status_retry_rules: [RNR]\n", &[(1, 21, "A list stands where status_retry_rules begins")]),
    // Keys.
    (
        "global_rules: []\nglobal_rule: []\n",
        &[(2, 1, "\"global_rule\" is no key of a policy. Did you mean global_rules?")],
    ),
    ("global-rules: []\n", &[(1, 1, "Did you mean global_rules?")]),
    (
        "defaults: {max_atempts: 3}\n",
        &[(1, 12, "Did you mean max_attempts? It has max_attempts, retry_interval_minutes")],
    ),
    ("shoes: 3\n", &[(1, 1, "\"shoes\" is no key of a policy. It has global_rules")]),
    ("global_rules: []\nglobal_rules: []\n", &[(2, 1, "stands above already")]),
    ("status_retry_rules:\n  BUSY: {should_retry: true}\n", &[(2, 3, "It has DISCONNECTED, RNR")]),
    ("status_retry_rules:\n  rnr: {should_retry: true}\n", &[(2, 3, "Did you mean RNR?")]),
    // What is left out.
    ("global_rules:\n  - name: One\n", &[(2, 5, "A rule needs days"), (2, 5, "A rule needs time_slots")]),
    (
        "global_rules:\n  - {days: [mon], time_slots: [{start_time: \"9:00\"}]}\n",
        &[(2, 32, "A time slot needs end_time")],
    ),
    ("campaign_rules:\n  - {rules: []}\n", &[(2, 5, "needs campaign_id")]),
    ("campaign_rules:\n  - {campaign_id: 3}\n", &[(2, 5, "needs rules: a list of rules; [] means")]),
    ("status_retry_rules:\n  RNR: {max_attempts: 2}\n", &[(2, 8, "needs should_retry: true or false")]),
    // Values.
    ("defaults: {max_attempts: many}\n", &[(1, 26, "max_attempts is \"many\" and has to be a whole number, 1 to 20.")]),
    ("defaults: {max_attempts: 2.5}\n", &[(1, 26, "has to be a whole number")]),
    ("defaults: {max_attempts: [3]}\n", &[(1, 26, "max_attempts is a list and has to be")]),
    ("defaults: {max_attempts: 21}\n", &[(1, 26, "max_attempts is 21 and has to be a whole number, 1 to 20.")]),
    ("defaults: {retry_interval_minutes: 40321}\n", &[(1, 36, "0 to 40320")]),
    ("scheduler: {batch_size: 0, max_concurrent_retries: -1}\n", &[(1, 25, "1 to 10000"), (1, 52, "1 to 1000000")]),
    (
        "status_retry_rules:\n  RNR: {should_retry: maybe}\n",
        &[(2, 23, "should_retry is \"maybe\" and has to be true or false.")],
    ),
    ("timezone: [UTC]\n", &[(1, 11, "timezone is a single value, and a list stands here.")]),
    ("timezone: called party\n", &[(1, 11, "or called_party.")]),
    ("global_rules:\n  - {days: monday, time_slots: []}\n", &[(2, 12, "days is a list: write [monday].")]),
    ("global_rules:\n  - {days: [], time_slots: []}\n", &[(2, 12, "name some of monday to sunday")]),
    ("global_rules:\n  - {days: [mondey], time_slots: []}\n", &[(2, 13, "Did you mean monday?")]),
    (
        "global_rules:\n  - days: [mon]\n    time_slots:\n      - {start_time: \"9h\", end_time: \"25:00\"}\n",
        &[(4, 22, "\"9h\" is no time"), (4, 38, "\"25:00\" is no time: use \"HH:MM\", 00:00 to 24:00.")],
    ),
    ("campaign_rules:\n  - {campaign_id: seven, rules: []}\n", &[(2, 19, "campaign_id is \"seven\"")]),
    // Several at once, in the order of the text.
    (
        "timzone: UTC\ndefaults: {max_attempts: 0}\nscheduler: 1\n",
        &[(1, 1, "Did you mean timezone?"), (2, 26, "1 to 20"), (3, 12, "stands where scheduler begins")],
    ),
];

/// Words of the library that reads YAML, of Rust, and of its types: nobody who runs calls knows them.
const FOREIGN: [&str; 12] = [
    "mapping",
    "scalar",
    "deserial",
    "i64",
    "u32",
    "expected",
    "invalid",
    "node",
    "unknown field",
    "sequence",
    "token",
    "struct",
];

#[test]
fn every_broken_text_is_told_in_words_where_it_is_broken() {
    let mut wrong = Vec::new();
    for (text, awaited) in BROKEN {
        let told = faults(text);
        let fits = |((line, column, says), (at, there, words)): (&(u64, u64, String), &(u64, u64, &str))| {
            // The place is in the text: its line can be shown with a mark beneath.
            let written = text.lines().nth(usize::try_from(*line).unwrap() - 1).unwrap_or_default();
            line == at
                && (*there == 0 || column == there)
                && (1..=written.chars().count() as u64 + 1).contains(column)
                && says.contains(words)
                && says.ends_with(['.', '?'])
                && !FOREIGN.iter().any(|word| says.to_lowercase().contains(word))
        };
        if told.len() != awaited.len() || !told.iter().zip(*awaited).all(fits) {
            wrong.push(format!("{text:?}: {told:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_could_be_written_before_can_still_be_read() {
    for text in [
        "defaults: {max_attempts: \"3\"}",
        "status_retry_rules: {RNR: {should_retry: yes}, FAILED: {should_retry: off}}",
        "global_rules:\ncampaign_rules:\ndefaults:\nscheduler:\n",
        "timezone: ~\n",
        "# nothing but this\n",
        "global_rules:\n  - name: 2026\n    days: &days [Mon, TUE]\n    time_slots: [{start_time: 9:00, end_time: 24:00}]\n  - {days: *days, time_slots: []}\n",
        "status_retry_rules:\n  RNR: &again {should_retry: true}\n  FAILED: {<<: *again, max_attempts: 2}\n",
    ] {
        assert!(RetryPolicy::read(text).is_ok(), "{text:?}: {:?}", RetryPolicy::read(text));
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
