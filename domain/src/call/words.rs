//! What a call is found by.

use crate::crm::{tag_word, words};

/// The most words of a subject: as many as its 200 characters can hold, or a part of it would not be found.
const MOST: usize = 100;

/// The words that a call is found by: those of its subject, and its tags behind a `#`; in lower case, each once.
pub fn words_of(subject: &str, tags: &[String]) -> Vec<String> {
    let mut found: Vec<String> = words(subject).take(MOST).collect();
    found.extend(tags.iter().map(|tag| tag_word(tag)));
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_found_by_its_subject_and_its_tags() {
        assert_eq!(words_of("Q4 review, Q4 plans", &["VIP".to_owned()]), ["#vip", "plans", "q4", "review"]);
    }
}
