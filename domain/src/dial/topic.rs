//! What dead letters are about.

use serde::{Deserialize, Serialize};

/// What failed for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Topic {
    /// The provider could not place or hold the call, and the budget is spent.
    #[serde(rename = "dial.failed")]
    DialFailed,
    /// Nobody knows what became of an attempt. It is never placed again by itself.
    #[serde(rename = "attempt.lost")]
    AttemptLost,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Topic; 2] = [Topic::DialFailed, Topic::AttemptLost];

    /// The word that is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Topic::DialFailed => "dial.failed",
            Topic::AttemptLost => "attempt.lost",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Topic::DialFailed => "A dial failed for good",
            Topic::AttemptLost => "Nobody knows what became of a call",
        }
    }

    /// The topic of a stored word.
    pub fn of_word(word: &str) -> Option<Topic> {
        Topic::ALL.into_iter().find(|topic| topic.as_str() == word)
    }
}
