//! What an import did, added up over its steps.

use super::reading::{Batch, NAMED};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Rows by what became of them: each is a parse error, a validation error, imported, or there already.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tally {
    /// In a dry run, those that would be.
    pub imported: i64,
    /// Numbers that the project held already.
    pub duplicates_skipped: i64,
    parse_errors: i64,
    validation_errors: i64,
    /// The first of each, in words.
    parse_texts: Vec<String>,
    validation_texts: Vec<String>,
}

impl Tally {
    /// With a batch of which so many numbers were new.
    pub(super) fn plus(mut self, batch: &Batch, taken: i64) -> Tally {
        self.imported += taken;
        self.duplicates_skipped += batch.given.len() as i64 - taken;
        self.parse_errors += batch.parse_errors;
        self.validation_errors += batch.validation_errors;
        for (kept, more) in
            [(&mut self.parse_texts, &batch.parse_texts), (&mut self.validation_texts, &batch.validation_texts)]
        {
            let room = NAMED.saturating_sub(kept.len());
            kept.extend(more.iter().take(room).cloned());
        }
        self
    }

    pub(super) fn rows(&self) -> i64 {
        self.valid_records() + self.total_errors()
    }

    pub(super) fn total_errors(&self) -> i64 {
        self.parse_errors + self.validation_errors
    }

    fn valid_records(&self) -> i64 {
        self.imported + self.duplicates_skipped
    }

    /// As CONTRACTS A has it: `total_parsed` counts the rows that read.
    pub(super) fn outcome(&self, dry_run: bool, rejects_url: Option<String>) -> Value {
        json!({
            "total_parsed": self.valid_records() + self.validation_errors,
            "valid_records": self.valid_records(),
            "imported": self.imported,
            "duplicates_skipped": self.duplicates_skipped,
            "parse_errors": self.parse_texts,
            "validation_errors": self.validation_texts,
            "total_errors": self.total_errors(),
            "dry_run": dry_run,
            "rejects_url": rejects_url,
        })
    }
}
