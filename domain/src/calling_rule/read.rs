//! Rules as an operator writes them: CSV with a head.

use super::{CallingRule, Jurisdiction, RuleBook, RuleKind, RuleValue};
use crate::table_file::{Cells, FileFormat, Position, RowReader, guard, unguard};
use std::collections::BTreeMap;
use std::fmt;
use time::{Date, format_description::BorrowedFormatItem, macros::format_description};

/// The file's columns, in whichever order they stand.
pub const COLUMNS: [&str; 6] = ["rule_id", "jurisdiction", "kind", "value", "effective_from", "source"];

/// The longest file, in bytes: some ten thousand rules.
pub const FILE_MAX: usize = 2 * 1024 * 1024;

const ID_MAX: usize = 64;
const SOURCE_MAX: usize = 500;
const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// Something that can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFault {
    /// Counted from 1, as an editor does.
    pub line: u64,
    /// The column's name; empty where the whole line is meant.
    pub column: &'static str,
    pub why: String,
}

impl fmt::Display for RuleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            "" => write!(f, "Line {}: {}", self.line, self.why),
            column => write!(f, "Line {}, {column}: {}", self.line, self.why),
        }
    }
}

impl RuleBook {
    /// Reads a file.
    ///
    /// # Errors
    /// Every fault, in the order of lines: a head without a column, a cell that does not read, an id that stands twice. A rule
    /// without a source is refused.
    pub fn read(text: &str) -> Result<RuleBook, Vec<RuleFault>> {
        let whole = |line, why: &str| RuleFault { line, column: "", why: why.to_owned() };
        if text.len() > FILE_MAX {
            return Err(vec![whole(1, "A file of rules has at most 2 MB.")]);
        }
        let mut reader = RowReader::new(FileFormat::Csv, Position::default());
        reader.push(text.trim_start_matches('\u{feff}').as_bytes());
        reader.end();
        let Some(head) = reader.next_row() else { return Err(vec![whole(1, "The file is empty.")]) };
        let places = places(head.cells).map_err(|why| vec![whole(head.row, &why)])?;
        let (mut rules, mut faults) = (Vec::new(), Vec::new());
        let mut seen: BTreeMap<String, u64> = BTreeMap::new();
        while let Some(row) = reader.next_row() {
            let Cells::InOrder(cells) = row.cells else {
                faults.push(whole(row.row, "This line can't be read: a quotation mark may be left open."));
                continue;
            };
            let line = Line { line: row.row, cells: &cells, places: &places };
            match line.rule() {
                Ok(rule) => match seen.insert(rule.id.clone(), row.row) {
                    Some(before) => faults.push(RuleFault {
                        line: row.row,
                        column: "rule_id",
                        why: format!("{:?} stands on line {before} as well.", rule.id),
                    }),
                    None => rules.push(rule),
                },
                Err(wrong) => faults.extend(wrong),
            }
        }
        if faults.is_empty() { Ok(RuleBook::new(rules)) } else { Err(faults) }
    }

    /// The file of these rules.
    pub fn write(&self) -> String {
        let mut text = COLUMNS.join(",");
        text.push('\n');
        for rule in self.rules() {
            let cells = [
                rule.id.clone(),
                rule.jurisdiction.to_string(),
                rule.value.kind().as_str().to_owned(),
                rule.value.to_string(),
                rule.effective_from.to_string(),
                rule.source.clone(),
            ];
            text.push_str(&cells.map(|cell| quoted(&cell)).join(","));
            text.push('\n');
        }
        text
    }
}

/// Where each of [`COLUMNS`] stands.
fn places(head: Cells) -> Result<[usize; 6], String> {
    let Cells::InOrder(head) = head else { return Err("The head can't be read.".to_owned()) };
    let mut places = [0; 6];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let found = head.iter().position(|cell| cell.trim().eq_ignore_ascii_case(column));
        *place =
            found.ok_or_else(|| format!("The head has no column {column}; it has to have {}.", COLUMNS.join(", ")))?;
    }
    Ok(places)
}

/// A cell of CSV, of which a spreadsheet makes no formula.
fn quoted(cell: &str) -> String {
    let cell = guard(cell);
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.into_owned() }
}

struct Line<'a> {
    line: u64,
    cells: &'a [String],
    places: &'a [usize; 6],
}

impl Line<'_> {
    fn cell(&self, column: usize) -> &str {
        let place = self.places.get(column).copied().unwrap_or(usize::MAX);
        self.cells.get(place).map_or("", |cell| unguard(cell.trim()))
    }

    fn rule(&self) -> Result<CallingRule, Vec<RuleFault>> {
        let [id, jurisdiction, kind, value, from, source] = [0, 1, 2, 3, 4, 5].map(|column| self.cell(column));
        let mut faults = Vec::new();
        let mut wrong = |column: usize, why: String| {
            faults.push(RuleFault { line: self.line, column: COLUMNS.get(column).copied().unwrap_or(""), why });
        };
        if id.is_empty() || id.chars().count() > ID_MAX || id.chars().any(char::is_control) {
            wrong(0, format!("A rule has an id of 1 to {ID_MAX} characters."));
        }
        let place = Jurisdiction::read(jurisdiction);
        if place.is_none() {
            wrong(1, format!("{jurisdiction:?} is no country or part of one: write US, US-FL or CA-ON."));
        }
        let found = RuleKind::find(kind);
        if found.is_none() {
            let kinds = RuleKind::ALL.map(RuleKind::as_str).join(", ");
            wrong(2, format!("{kind:?} is no kind; there are {kinds}."));
        }
        let read = found.map(|kind| RuleValue::read(kind, value));
        if let Some(Err(why)) = &read {
            wrong(3, format!("{value:?}: {why}"));
        }
        let day = Date::parse(from, DAY).ok();
        if day.is_none() {
            wrong(4, format!("{from:?} is no day: write it as 2026-11-26."));
        }
        if source.is_empty() || source.chars().count() > SOURCE_MAX {
            wrong(5, format!("A rule names its source, in at most {SOURCE_MAX} characters."));
        }
        match (place, read, day) {
            (Some(jurisdiction), Some(Ok(value)), Some(effective_from)) if faults.is_empty() => {
                Ok(CallingRule { id: id.to_owned(), jurisdiction, value, effective_from, source: source.to_owned() })
            }
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::SHIPPED;
    use super::*;

    const HEAD: &str = "rule_id,jurisdiction,kind,value,effective_from,source\n";

    #[test]
    fn the_shipped_rules_read_and_are_written_as_they_are() {
        let book = RuleBook::read(SHIPPED).unwrap();
        assert_eq!(book.rules().len(), 6);
        assert!(book.rules().iter().all(|rule| !rule.source.is_empty()));
        assert_eq!(RuleBook::read(&book.write()).unwrap().rules(), book.rules());
    }

    #[test]
    fn every_fault_is_told_with_its_line_and_column() {
        let text = format!(
            "{HEAD}a,US,hours,08:00-21:00,2020-01-01,read\n\
             a,US,hours,08:00-20:00,2021-01-01,read\n\
             b,XX,wage,1,yesterday,\n\
             ,US-FL,attempts_24h,many,2020-01-01,read\n"
        );
        let told: Vec<(u64, &str)> =
            RuleBook::read(&text).unwrap_err().iter().map(|fault| (fault.line, fault.column)).collect();
        assert_eq!(
            told,
            [
                (3, "rule_id"),
                (4, "jurisdiction"),
                (4, "kind"),
                (4, "effective_from"),
                (4, "source"),
                (5, "rule_id"),
                (5, "value")
            ]
        );
    }

    #[test]
    fn a_file_without_a_column_or_without_anything_says_so() {
        let short = RuleBook::read("rule_id,jurisdiction,kind,value,effective_from\n").unwrap_err();
        assert!(short[0].why.contains("no column source"), "{short:?}");
        assert_eq!(RuleBook::read("").unwrap_err()[0].why, "The file is empty.");
        assert_eq!(RuleBook::read(HEAD).unwrap().rules(), []);
    }

    #[test]
    fn columns_may_stand_in_any_order_and_cells_may_be_quoted() {
        let text =
            "source,value,kind,jurisdiction,effective_from,rule_id\n\"one, two\",3,attempts_24h,us-fl,2021-07-01,x\n";
        let book = RuleBook::read(text).unwrap();
        assert_eq!(book.rules()[0].source, "one, two");
        assert_eq!(book.rules()[0].jurisdiction.to_string(), "US-FL");
    }
}
