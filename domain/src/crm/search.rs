//! What a record is found by.

use super::Content;

/// The longest word that is kept, in bytes: an index entry has its limit.
const LONGEST: usize = 80;
/// The most words of a name; a name that has more is found by the first.
const MOST: usize = 12;
/// The fewest digits that are searched for as a part of a number.
const FEWEST_DIGITS: usize = 3;

/// The words that a record is found by: those of its name, its e-mail address, and its tags behind a `#`. In lower case,
/// each once.
pub fn words_of(content: &Content) -> Vec<String> {
    let mut words: Vec<String> = words(&content.name).take(MOST).collect();
    if !content.email.is_empty() {
        words.push(clipped(&content.email));
    }
    words.extend(content.tags.iter().map(|tag| tag_word(tag)));
    words.sort_unstable();
    words.dedup();
    words
}

/// The words of a text, in lower case.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(clipped)
}

/// In lower case, and no longer than what is kept.
fn clipped(text: &str) -> String {
    let mut lower = text.to_lowercase();
    while lower.len() > LONGEST {
        lower.pop();
    }
    lower
}

/// The word of a tag.
pub(crate) fn tag_word(tag: &str) -> String {
    clipped(&["#", tag].concat())
}

/// What somebody looks for in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// Each of them begins a word of the record.
    Words(Vec<String>),
    /// A part of a phone number, as digits.
    Digits(String),
    /// Nothing that could be found.
    Nothing,
}

impl Search {
    /// Reads what was typed: at least three digits and separators are a part of a number, an `@` makes the whole an address,
    /// anything else is words, each by its beginning.
    pub fn read(typed: &str) -> Search {
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let plain = typed.chars().all(|sign| sign.is_ascii_digit() || "+-./() ".contains(sign));
        if plain && digits.len() >= FEWEST_DIGITS {
            return Search::Digits(digits);
        }
        if typed.contains('@') {
            return Search::Words(vec![clipped(typed.trim())]);
        }
        let words: Vec<String> = words(typed).take(MOST).collect();
        if words.is_empty() { Search::Nothing } else { Search::Words(words) }
    }

    /// The words of a text, each to be found by its beginning.
    pub fn words(typed: &str) -> Vec<String> {
        words(typed).take(MOST).collect()
    }

    /// The word of an e-mail address or its beginning.
    pub fn email(typed: &str) -> String {
        clipped(typed.trim())
    }

    /// The word of a tag or its beginning.
    pub fn tag(typed: &str) -> String {
        tag_word(typed.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_found_by_its_words_its_address_and_its_tags() {
        let content = Content {
            name: "María-José O’Neil  (Ø)".into(),
            email: "Maria@Example.test".into(),
            tags: vec!["VIP list".into()],
            ..Content::default()
        };
        assert_eq!(words_of(&content), ["#vip list", "josé", "maria@example.test", "maría", "neil", "o", "ø"]);
    }

    #[test]
    fn what_is_typed_says_what_is_looked_for() {
        assert_eq!(Search::read("Mar lop"), Search::Words(vec!["mar".into(), "lop".into()]));
        assert_eq!(Search::read("(415) 555-01"), Search::Digits("41555501".into()));
        assert_eq!(Search::read("Maria@ex"), Search::Words(vec!["maria@ex".into()]));
        assert_eq!(Search::read("24"), Search::Words(vec!["24".into()]));
        assert_eq!(Search::read(" - "), Search::Nothing);
    }

    #[test]
    fn a_long_word_is_clipped_where_a_letter_ends() {
        let word = clipped(&"ä".repeat(100));
        assert_eq!(word.chars().count(), 40);
    }
}
