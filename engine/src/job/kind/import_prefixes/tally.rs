//! What an import did, added up over its steps.

use serde::{Deserialize, Serialize};

/// Rejected rows that are named; the rest are counted.
const NAMED: usize = 20;

/// Rows by what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tally {
    pub read: i64,
    pub inserted: i64,
    pub changed: i64,
    pub unchanged: i64,
    /// Codes that the newer report no longer lists.
    pub withdrawn: i64,
    /// Codes whose line type, brand or zones changed with another file.
    pub derived: i64,
    pub rejected: i64,
    /// "Row 7: The OCN can't be read." for the first rejected rows; the page and the command show them.
    pub errors: Vec<String>,
}

impl Tally {
    pub(super) fn plus(mut self, other: Tally) -> Tally {
        self.read += other.read;
        self.inserted += other.inserted;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.withdrawn += other.withdrawn;
        self.derived += other.derived;
        self.rejected += other.rejected;
        let room = NAMED.saturating_sub(self.errors.len());
        self.errors.extend(other.errors.into_iter().take(room));
        self
    }

    /// Notes a row that can't be read, and where a person finds it.
    pub(super) fn reject(&mut self, place: String, error: impl std::fmt::Display) {
        self.rejected += 1;
        if self.errors.len() < NAMED {
            self.errors.push(format!("{place}: {error}"));
        }
    }
}
