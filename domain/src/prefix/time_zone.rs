//! Time zones by leading digits: `digits|Zone/One&Zone/Two`, the longest match counts.

use super::RowError;
use crate::phone::Prefix;
use std::collections::HashMap;

/// The most digits of the plan that a prefix decides: `1` and six more.
const LONGEST: usize = 7;

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeZoneRow<'a> {
    /// Leading digits, the country code 1 first: 1 to 7 of them.
    pub digits: &'a str,
    /// Names of the tz database, as the file orders them; at least one.
    pub zones: Vec<&'a str>,
}

/// The zones of every run of leading digits.
#[derive(Debug, Clone, Default)]
pub struct TimeZoneTable {
    entries: HashMap<String, Vec<String>>,
}

impl<'a> TimeZoneRow<'a> {
    /// Reads a line; `None` for a blank one, a comment and another country's digits.
    ///
    /// # Errors
    /// [`RowError`] when digits or zones are missing or unreadable.
    pub fn parse(line: &'a str) -> Result<Option<Self>, RowError> {
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(None);
        }
        let (digits, zones) = line.split_once('|').ok_or(RowError::Cells { expected: "2", found: 1 })?;
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(RowError::unreadable("The digits", digits));
        }
        if !digits.starts_with('1') || digits.len() > LONGEST {
            return Ok(None);
        }
        let zones: Vec<&str> = zones.split('&').map(str::trim).collect();
        match zones.iter().find(|zone| !is_zone(zone)) {
            Some(zone) => Err(RowError::unreadable("The time zone", zone)),
            None => Ok(Some(Self { digits, zones })),
        }
    }
}

/// Whether a text has the form of a zone's name: `Area/Place`, no more.
fn is_zone(text: &str) -> bool {
    let named = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b'+');
    text.split('/').count() >= 2 && text.split('/').all(|part| !part.is_empty()) && text.bytes().all(named)
}

impl TimeZoneTable {
    /// Takes a row in; the later of two for the same digits counts.
    pub fn insert(&mut self, row: TimeZoneRow<'_>) {
        let zones = row.zones.into_iter().map(str::to_owned).collect();
        self.entries.insert(row.digits.to_owned(), zones);
    }

    /// The zones of a prefix by its longest run of leading digits, three at least; empty when the table does not know its
    /// area code. The entry of `1` alone lists every zone of the plan and is no answer.
    pub fn look_up(&self, prefix: Prefix) -> &[String] {
        let digits = format!("1{prefix}");
        (4..=LONGEST).rev().find_map(|length| self.entries.get(&digits[..length])).map_or(&[], Vec::as_slice)
    }

    /// How many runs of digits it knows.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> TimeZoneTable {
        let mut table = TimeZoneTable::default();
        for line in text.lines() {
            if let Some(row) = TimeZoneRow::parse(line).unwrap() {
                table.insert(row);
            }
        }
        table
    }

    #[test]
    fn the_longest_run_of_digits_counts() {
        let table = table(
            "# comment\n1|America/Adak&America/Chicago\n12082|America/Boise&America/Los_Angeles\n1208201|America/Denver\n44|Europe/London\n",
        );
        let zones = |prefix: &str| table.look_up(prefix.parse().unwrap()).join(" ");
        assert_eq!(table.len(), 3, "another country's digits are left out");
        assert_eq!(zones("208201"), "America/Denver");
        assert_eq!(zones("208299"), "America/Boise America/Los_Angeles");
        assert_eq!(zones("208999"), "", "the entry of the whole plan is no answer");
    }

    #[test]
    fn a_damaged_line_says_what_is_wrong() {
        for (line, error) in [
            ("1201", RowError::Cells { expected: "2", found: 1 }),
            ("12x|America/Denver", RowError::unreadable("The digits", "12x")),
            ("1201|", RowError::unreadable("The time zone", "")),
            ("1201|America/Denver&../etc", RowError::unreadable("The time zone", "../etc")),
        ] {
            assert_eq!(TimeZoneRow::parse(line), Err(error), "{line}");
        }
    }
}
