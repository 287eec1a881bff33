//! What may be written at a place of a policy's text, for whoever is typing it.
//!
//! The text need not be readable: it is being written. Its lines are looked at by their indentation alone.

use super::keys::{DAYS, Part};

/// Something that may be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// What stands in the text then: "max_attempts: " or "monday".
    pub insert: String,
    pub says: &'static str,
}

/// What may stand at a place: `before` is the text up to it. What was begun there narrows it down; `begun` letters of it are
/// replaced by what is chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    pub begun: usize,
    pub hints: Vec<Hint>,
}

/// The key that a line has, with its indentation: a dash counts as two spaces.
fn key_of(line: &str) -> Option<(usize, &str)> {
    let content = line.trim_start_matches([' ', '-']);
    let indent = line.chars().count() - content.chars().count();
    let (key, _) = content.split_once(':')?;
    let plain = !key.is_empty() && key.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    plain.then_some((indent, key))
}

/// The part whose keys stand beneath a key.
fn beneath(key: &str) -> Option<Part> {
    Some(match key {
        "global_rules" | "rules" => Part::Rule,
        "campaign_rules" => Part::Campaign,
        "time_slots" => Part::Slot,
        "defaults" => Part::Defaults,
        "status_retry_rules" => Part::Outcomes,
        "DISCONNECTED" | "RNR" | "PICKED" | "FAILED" | "DECLINED" => Part::Outcome,
        "scheduler" => Part::Scheduler,
        _ => return None,
    })
}

/// What may be written at the end of `before`.
pub fn hints(before: &str) -> Hints {
    let (above, line) = before.rsplit_once('\n').unwrap_or(("", before));
    if line.contains('#') {
        return Hints::default();
    }
    // What is being written: what comes behind the last sign that ends a word.
    let begun = line.rsplit([' ', ',', '{', '[', '-', ':', '"']).next().unwrap_or("");
    let rest = &line[..line.len() - begun.len()];
    let head = rest.trim_end();
    if let Some(key) = value_of(head) {
        return of(begun, values(key));
    }
    let part = if rest.contains('{') && !head.ends_with('}') {
        let open = &rest[..rest.rfind('{').unwrap_or(0)];
        match key_of(open) {
            Some((_, key)) if open.trim_end().ends_with(':') => beneath(key),
            _ => parent(above, indent(open) + 1),
        }
    } else if !head.is_empty() && !head.ends_with('-') {
        None
    } else {
        parent(above, indent(rest))
    };
    let Some(part) = part else { return Hints::default() };
    let keys = part.keys().iter().map(|(name, says)| Hint { insert: format!("{name}: "), says });
    of(begun, keys.collect())
}

fn of(begun: &str, hints: Vec<Hint>) -> Hints {
    let small = begun.to_lowercase();
    let fits = |hint: &Hint| hint.insert.to_lowercase().starts_with(&small);
    Hints { begun: begun.chars().count(), hints: hints.into_iter().filter(fits).collect() }
}

fn indent(line: &str) -> usize {
    line.chars().take_while(|letter| matches!(letter, ' ' | '-')).count()
}

/// The part whose keys stand at an indentation, by the nearest line above that is less indented and has a key.
fn parent(above: &str, indent: usize) -> Option<Part> {
    if indent == 0 {
        return Some(Part::Policy);
    }
    let keys = above.lines().rev().filter_map(key_of);
    // A list may begin in the column of its key.
    keys.into_iter().find(|(at, key)| *at < indent && beneath(key).is_some()).and_then(|(_, key)| beneath(key))
}

/// The key whose value comes next.
fn value_of(head: &str) -> Option<&str> {
    if let Some(open) = head.rfind('[')
        && !head[open..].contains(']')
    {
        return key_of(head[..open].rsplit([',', '{']).next()?.trim()).map(|(_, key)| key);
    }
    let head = head.strip_suffix(':')?;
    let key = head.rsplit([' ', ',', '{', '-']).next()?;
    beneath(key).is_none().then_some(key)
}

fn values(key: &str) -> Vec<Hint> {
    let of =
        |words: &[&'static str], says| words.iter().map(|word| Hint { insert: (*word).to_owned(), says }).collect();
    match key {
        "days" => of(&DAYS, "a day"),
        "should_retry" | "increment_attempt" => of(&["true", "false"], ""),
        "timezone" => of(
            &["called_party", "UTC", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"],
            "whose clock",
        ),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dial::retry_policy::BUILT_IN;
    use crate::dial::{Outcome, RetryPolicy};

    fn offered(before: &str) -> String {
        hints(before).hints.iter().map(|hint| hint.insert.trim()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_may_stand_at_a_place_is_offered_there() {
        for (before, first, many) in [
            ("", "global_rules:", 6),
            ("glo", "global_rules:", 1),
            ("defaults: {}\ns", "status_retry_rules:", 2),
            ("global_rules:\n  - ", "name:", 3),
            ("global_rules:\n  - name: One\n    d", "days:", 1),
            ("global_rules:\n  - days: [mon", "monday", 1),
            ("global_rules:\n  - days: [monday, t", "tuesday", 2),
            ("global_rules:\n  - days: [monday]\n    time_slots:\n      - {", "start_time:", 4),
            ("global_rules:\n  - days: [monday]\n    time_slots:\n      - {start_time: \"09:00\", e", "end_time:", 1),
            (
                "global_rules:\n  - days: [monday]\n    time_slots:\n      - start_time: \"09:00\"\n        m",
                "max_attempts:",
                1,
            ),
            ("defaults:\n  ", "max_attempts:", 4),
            ("defaults: {max_attempts: 3, c", "concurrent_call_limit:", 1),
            ("status_retry_rules:\n  R", "RNR:", 1),
            ("status_retry_rules:\n  RNR: {", "should_retry:", 3),
            ("status_retry_rules:\n  RNR: {should_retry: ", "true", 2),
            ("campaign_rules:\n  - campaign_id: 7\n    rules:\n      - ", "name:", 3),
            ("timezone: c", "called_party", 1),
            ("scheduler:\n  b", "batch_size:", 1),
        ] {
            let offered = offered(before);
            assert!(offered.starts_with(first) && offered.split(' ').count() == many, "{before:?}: {offered}");
        }
        for before in ["# glo", "name: One", "defaults:\n  max_attempts: 3 ", "timezone: UTC\nxyz"] {
            assert_eq!(offered(before), "", "{before:?}");
        }
    }

    #[test]
    fn whatever_is_typed_so_far_is_answered_and_each_key_that_is_offered_can_be_read() {
        for (end, _) in BUILT_IN.char_indices() {
            hints(&BUILT_IN[..end]);
        }
        for outcome in Outcome::ALL {
            assert!(Part::Outcomes.names().any(|name| name == outcome.as_str()));
        }
        for part in [Part::Policy, Part::Defaults, Part::Scheduler] {
            let keys: String = part.names().map(|name| format!("  {name}:\n")).collect();
            let text = if part == Part::Policy { keys.replace("  ", "") } else { format!("{}:\n{keys}", part.noun()) };
            assert!(RetryPolicy::read(&text).is_ok(), "{text}");
        }
    }
}
