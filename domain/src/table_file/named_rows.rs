//! Rows of a file whose columns go by known names: the cells that are wanted, in the order in which they are wanted.

use super::guard::unguard;
use super::{Cells, FileFormat, Position, Row, RowReader, guard};
use crate::phone::PhoneNumber;
use serde::{Deserialize, Serialize};

/// Where a [`NamedRows`] goes on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedPlace {
    pub at: Position,
    /// Rows given so far, without the header.
    pub records: u64,
    /// The place of each wanted column, once the first row has shown it.
    columns: Option<Vec<Option<usize>>>,
}

/// A row: where a person finds it, and its wanted cells, empty where it has none; or what it begins with and why it can't be
/// read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRow {
    pub row: u64,
    pub cells: Result<Vec<String>, (String, &'static str)>,
}

/// Reads wanted columns from the pieces of a file. The first wanted column holds a number: a first row that does not name it
/// is a row like others, in which the number stands where one reads.
#[derive(Debug)]
pub struct NamedRows {
    rows: RowReader,
    wanted: &'static [&'static [&'static str]],
    place: NamedPlace,
}

impl NamedRows {
    /// A reader that goes on at `place`; the next piece begins at its offset.
    pub fn new(format: FileFormat, wanted: &'static [&'static [&'static str]], place: NamedPlace) -> Self {
        Self { rows: RowReader::new(format, place.at), wanted, place }
    }

    /// Takes the next piece of the file.
    pub fn push(&mut self, piece: &[u8]) {
        self.rows.push(piece);
    }

    /// Says that there are no more pieces.
    pub fn end(&mut self) {
        self.rows.end();
    }

    /// Where the reader stands: behind the last row that it gave.
    pub fn place(&self) -> NamedPlace {
        self.place.clone()
    }

    /// The next row; `None` when it takes another piece, or when the file has ended. Rows of empty cells are passed over.
    pub fn next_row(&mut self) -> Option<NamedRow> {
        loop {
            let Row { row, cells } = self.rows.next_row()?;
            self.place.at = self.rows.position();
            let cells = match cells {
                Cells::InOrder(cells) if cells.iter().all(|cell| cell.trim().is_empty()) => continue,
                Cells::InOrder(cells) => {
                    if self.place.columns.is_none() {
                        let (columns, is_header) = self.columns_of(&cells);
                        self.place.columns = Some(columns);
                        if is_header {
                            continue;
                        }
                    }
                    let at = |column: &Option<usize>| {
                        column.and_then(|place| cells.get(place)).map_or("", |cell| unguard(cell))
                    };
                    Ok(self.place.columns.iter().flatten().map(|column| at(column).to_owned()).collect())
                }
                Cells::Named(cells) => Ok(self.wanted.iter().map(|names| named(&cells, names)).collect()),
                Cells::Broken { why, begins } => Err((begins, why)),
            };
            self.place.records += 1;
            return Some(NamedRow { row, cells });
        }
    }

    /// Where the wanted columns stand, and whether the row names them.
    fn columns_of(&self, cells: &[String]) -> (Vec<Option<usize>>, bool) {
        let find = |names: &&[&str]| names.iter().find_map(|name| cells.iter().position(|cell| is_named(cell, name)));
        let columns: Vec<Option<usize>> = self.wanted.iter().map(find).collect();
        if columns.first().is_some_and(Option::is_some) {
            return (columns, true);
        }
        let number = cells.iter().position(|cell| cell.parse::<PhoneNumber>().is_ok()).unwrap_or(0);
        let mut columns = vec![None; self.wanted.len()];
        if let Some(first) = columns.first_mut() {
            *first = Some(number);
        }
        (columns, false)
    }
}

fn named(cells: &[(String, String)], names: &[&str]) -> String {
    let found = names.iter().find_map(|name| cells.iter().find(|(known, _)| is_named(known, name)));
    found.map_or_else(String::new, |(_, cell)| cell.clone())
}

/// "Phone Number" is as good as "phone_number".
fn is_named(cell: &str, name: &str) -> bool {
    cell.trim().chars().map(|letter| if letter == ' ' { '_' } else { letter.to_ascii_lowercase() }).eq(name.chars())
}

/// The header of the file of rows that were not taken: the first name of each wanted column, then where and why.
pub fn named_rejects_header(wanted: &[&[&str]]) -> String {
    let names: Vec<&str> = wanted.iter().filter_map(|names| names.first().copied()).collect();
    format!("{},row,reason\r\n", names.join(","))
}

/// The line of a row that was not taken, under [`named_rejects_header`] of as many columns.
pub fn named_reject_line(out: &mut Vec<u8>, columns: usize, row: &NamedRow, reason: &str) {
    let begins = row.cells.as_ref().err().map(|(begins, _)| begins.as_str());
    for place in 0..columns {
        let cell = match (&row.cells, place) {
            (Ok(cells), _) => cells.get(place).map_or("", String::as_str),
            (Err(_), 0) => begins.unwrap_or_default(),
            (Err(_), _) => "",
        };
        out.extend_from_slice(quoted(cell).as_bytes());
        out.push(b',');
    }
    out.extend_from_slice(format!("{},{}\r\n", row.row, quoted(reason)).as_bytes());
}

fn quoted(text: &str) -> String {
    let guarded = guard::guard(text);
    if guarded.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: &[&[&str]] = &[&["phone_number", "phone"], &["note"]];

    fn rows(format: FileFormat, text: &str, cut: usize) -> Vec<Result<Vec<String>, &'static str>> {
        let mut place = NamedPlace::default();
        let mut found = Vec::new();
        // Left and made again behind every row, as a job does between two steps.
        loop {
            let mut reader = NamedRows::new(format, WANTED, place.clone());
            let rest = &text.as_bytes()[usize::try_from(place.at.offset).expect("small")..];
            rest.chunks(cut).for_each(|piece| reader.push(piece));
            reader.end();
            let Some(row) = reader.next_row() else { return found };
            found.push(row.cells.map_err(|(_, why)| why));
            place = reader.place();
        }
    }

    #[test]
    fn wanted_columns_are_found_by_their_names_in_any_order_wherever_the_file_is_cut() {
        let texts = |rows: &[&[&str]]| -> Vec<Result<Vec<String>, &'static str>> {
            rows.iter().map(|row| Ok(row.iter().map(|cell| (*cell).to_owned()).collect())).collect()
        };
        let csv = "x,Note,Phone\r\n1,'=moved,4152000001\r\n\r\n2,,4152000002\r\n";
        for cut in [1, 7, 1_000] {
            assert_eq!(rows(FileFormat::Csv, csv, cut), texts(&[&["4152000001", "=moved"], &["4152000002", ""]]));
        }
        let bare = "4152000001\n(415) 200-0002\n";
        assert_eq!(rows(FileFormat::Txt, bare, 5), texts(&[&["4152000001", ""], &["(415) 200-0002", ""]]));
        let json = r#"[{"phone": "4152000001", "note": "a"}, {"phone": 4152000002}]"#;
        assert_eq!(rows(FileFormat::Json, json, 9), texts(&[&["4152000001", "a"], &["4152000002", ""]]));
    }

    #[test]
    fn a_row_that_was_not_taken_is_written_so_that_it_can_be_mended() {
        let mut out = named_rejects_header(WANTED).into_bytes();
        let row = NamedRow { row: 3, cells: Ok(vec!["911".into(), "=1, \"x\"".into()]) };
        named_reject_line(&mut out, WANTED.len(), &row, "no number");
        let broken = NamedRow { row: 4, cells: Err(("\"open".into(), "a quotation mark is open")) };
        named_reject_line(&mut out, WANTED.len(), &broken, "a quotation mark is open");
        let text = String::from_utf8(out).expect("text");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "phone_number,note,row,reason");
        assert_eq!(lines[1], "911,\"'=1, \"\"x\"\"\",3,no number");
        assert_eq!(lines[2], "\"\"\"open\",,4,a quotation mark is open");
    }
}
