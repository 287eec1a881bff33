//! What an import did, added up over its steps.

use super::Taken;
use super::reading::Batch;
use domain::phone::grouped;
use domain::table_file::{Entry, OtherColumns, Rejection};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Messages of each kind that are named; the rest is counted (CONTRACTS A, "first 10 of each").
const NAMED: usize = 10;

/// Rows by what became of them: each is a parse error, a validation error, imported, updated, or there already.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tally {
    /// In a dry run, those that would be.
    imported: i64,
    updated: i64,
    /// Rows for which something was there already.
    duplicates_skipped: i64,
    parse_errors: i64,
    validation_errors: i64,
    /// The first of each, in words.
    parse_texts: Vec<String>,
    validation_texts: Vec<String>,
}

impl Tally {
    /// Adds a batch with what became of its rows; answers the lines of those that were not taken, in the order of the file.
    pub(super) fn add<R>(&mut self, batch: &Batch<R>, taken: &Taken) -> Vec<u8> {
        self.imported += taken.new;
        self.updated += taken.changed;
        self.duplicates_skipped += batch.rows.len() as i64 - taken.new - taken.changed - taken.refused.len() as i64;
        let late = taken
            .refused
            .iter()
            .filter_map(|(place, reason)| Some((batch.typed.get(*place)?, Rejection::of_row(reason.clone()))));
        let mut wrong: Vec<(&Entry, Rejection)> =
            batch.wrong.iter().map(|(entry, rejection)| (entry, rejection.clone())).chain(late).collect();
        wrong.sort_by_key(|(entry, _)| entry.record);
        let mut lines = Vec::new();
        for (entry, rejection) in wrong {
            self.reject(&mut lines, entry, &rejection, &batch.others);
        }
        lines
    }

    fn reject(&mut self, lines: &mut Vec<u8>, entry: &Entry, rejection: &Rejection, others: &OtherColumns) {
        let (count, texts) = if rejection.of_row {
            (&mut self.parse_errors, &mut self.parse_texts)
        } else {
            (&mut self.validation_errors, &mut self.validation_texts)
        };
        *count += 1;
        if texts.len() < NAMED {
            texts.push(entry.says(rejection));
        }
        others.line(lines, entry, rejection);
    }

    pub(super) fn rows(&self) -> i64 {
        self.valid_records() + self.total_errors()
    }

    pub(super) fn total_errors(&self) -> i64 {
        self.parse_errors + self.validation_errors
    }

    /// Rows that changed what was there.
    pub(super) fn updated(&self) -> i64 {
        self.updated
    }

    fn valid_records(&self) -> i64 {
        self.imported + self.updated + self.duplicates_skipped
    }

    /// What a person reads of it.
    pub(super) fn says(&self, dry_run: bool) -> String {
        let figure = |figure: i64| grouped(figure.unsigned_abs());
        let (would, dry) = if dry_run { ("would be ", "Dry run: ") } else { ("", "") };
        let updated =
            if self.updated > 0 { format!("{} {would}updated, ", figure(self.updated)) } else { String::new() };
        format!(
            "{dry}{} of {} rows {would}imported, {updated}{} there already, {} rejected",
            figure(self.imported),
            figure(self.rows()),
            figure(self.duplicates_skipped),
            figure(self.total_errors()),
        )
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
