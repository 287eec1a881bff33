//! What became of an attempt.

use serde::{Deserialize, Serialize};

/// What became of an attempt; the words are those of the callback (CONTRACTS C).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// Somebody answered, and the call is over.
    Picked,
    /// Refused by whoever was called, or cut off: busy is told with this word as well.
    Disconnected,
    /// It rang and nobody responded.
    Rnr,
    /// The provider could not place or hold it.
    Failed,
    /// Refused by whoever was called: final, unless the policy has a rule for it.
    Declined,
}

impl Outcome {
    /// Every outcome, in the order of their codes.
    pub const ALL: [Outcome; 5] =
        [Outcome::Picked, Outcome::Disconnected, Outcome::Rnr, Outcome::Failed, Outcome::Declined];

    /// The words that a callback may carry, in the order in which they are named to whoever sends another one.
    pub const CALLBACK_WORDS: [&str; 4] = ["PICKED", "DISCONNECTED", "RNR", "FAILED"];

    /// The word that is sent, stored in policies and shown to programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Picked => "PICKED",
            Outcome::Disconnected => "DISCONNECTED",
            Outcome::Rnr => "RNR",
            Outcome::Failed => "FAILED",
            Outcome::Declined => "DECLINED",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Outcome::Picked => "Answered",
            Outcome::Disconnected => "Disconnected",
            Outcome::Rnr => "No answer",
            Outcome::Failed => "Failed",
            Outcome::Declined => "Declined",
        }
    }

    /// The code that is stored.
    pub fn code(self) -> i16 {
        self as i16 + 1
    }

    /// The outcome of a stored code.
    pub fn of_code(code: i16) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.code() == code)
    }

    /// The outcome of a word, in capitals.
    pub fn from_word(word: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }

    /// The outcome of a callback's word and its detail: a DISCONNECTED whose detail says declined is a refusal.
    pub fn of_callback(word: &str, detail: &str) -> Option<Outcome> {
        if !Outcome::CALLBACK_WORDS.contains(&word) {
            return None;
        }
        match Outcome::from_word(word)? {
            Outcome::Disconnected if detail.trim().eq_ignore_ascii_case("declined") => Some(Outcome::Declined),
            outcome => Some(outcome),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_reads_back_by_its_word_and_its_code() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_word(outcome.as_str()), Some(outcome));
            assert_eq!(Outcome::of_code(outcome.code()), Some(outcome));
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.as_str());
        }
        assert_eq!(Outcome::of_code(0), None);
    }

    #[test]
    fn a_callback_says_declined_by_its_detail_alone() {
        assert_eq!(Outcome::of_callback("DISCONNECTED", "declined"), Some(Outcome::Declined));
        assert_eq!(Outcome::of_callback("DISCONNECTED", "busy"), Some(Outcome::Disconnected));
        assert_eq!(Outcome::of_callback("DECLINED", ""), None);
        assert_eq!(Outcome::of_callback("picked", ""), None);
    }
}
