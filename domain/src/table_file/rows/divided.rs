//! Rows that are lines of cells: CSV, texts, and NDJSON, whose lines are values.

use super::{Cells, MAX_ROW, Row, RowReader, beginning, json, text};
use crate::table_file::FileFormat;

const UNCLOSED: &str = "A quotation mark is opened and not closed";
const OVERLONG: &str = "The row is longer than 64 KiB";

/// What CSV files divide their cells by, the usual one first.
const DIVIDERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How far a line has been looked at.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Bytes of the row that have been looked at.
    seen: usize,
    state: State,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    CellBegins,
    Plain,
    Quoted,
    /// Behind a quotation mark within quotes: it ends them, or stands for itself when another follows.
    MarkInQuotes,
    /// Behind a carriage return, which may be half of a line's end.
    Return,
}

/// Where a line ends, and where the next one begins; both from the row's first byte.
struct End {
    content: usize,
    next: usize,
    why: Option<&'static str>,
}

/// What divides the cells of a file, told from its first line.
pub(super) fn divider_of(line: &[u8]) -> u8 {
    let count = |divider: u8| line.iter().filter(|byte| **byte == divider).count();
    // `max_by_key` takes the last of equals, and the usual one shall win.
    DIVIDERS.into_iter().rev().max_by_key(|divider| count(*divider)).unwrap_or(b',')
}

impl RowReader {
    pub(super) fn next_line(&mut self) -> Option<Row> {
        loop {
            if self.overlong.is_some() {
                return self.pass_over();
            }
            let end = match self.line_end() {
                Some(end) => end,
                None if self.overlong.is_some() => continue,
                None => return None,
            };
            let content = self.bytes[self.from..self.from + end.content].to_vec();
            let row = self.at.lines + 1;
            self.at.lines += lines(&self.bytes[self.from..self.from + end.next]);
            self.advance(end.next);
            self.scan = Scan::default();
            if let Some(why) = end.why {
                return Some(Row { row, cells: Cells::Broken { why, begins: beginning(&content) } });
            }
            if content.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let cells = match self.format {
                FileFormat::Csv => Cells::InOrder(split(&content, self.at.divider.unwrap_or(b','))),
                FileFormat::Ndjson => json::cells(&content),
                _ => Cells::InOrder(split_text(&content)),
            };
            return Some(Row { row, cells });
        }
    }

    fn line_end(&mut self) -> Option<End> {
        let rest = &self.bytes[self.from..];
        let quotes = self.format == FileFormat::Csv;
        let divider = self.at.divider.unwrap_or(b',');
        let Scan { seen, state } = &mut self.scan;
        while let Some(byte) = rest.get(*seen) {
            let next = *seen + 1;
            *state = match (*state, *byte) {
                (State::Return, byte) => {
                    let next = if byte == b'\n' { next } else { *seen };
                    return Some(End { content: *seen - 1, next, why: None });
                }
                (State::Quoted, b'"') => State::MarkInQuotes,
                (State::Quoted, _) => State::Quoted,
                (_, b'\n') => return Some(End { content: *seen, next, why: None }),
                (_, b'\r') => State::Return,
                (State::CellBegins | State::MarkInQuotes, b'"') if quotes => State::Quoted,
                // People put a space behind the comma, and then the quotation mark.
                (State::CellBegins, b' ') => State::CellBegins,
                (_, byte) if byte == divider => State::CellBegins,
                _ => State::Plain,
            };
            *seen = next;
            if next >= MAX_ROW {
                return self.too_long();
            }
        }
        if !self.ended || rest.is_empty() {
            return None;
        }
        let all = rest.len();
        match *state {
            State::Quoted => Some(unclosed(rest)),
            State::Return => Some(End { content: all - 1, next: all, why: None }),
            _ => Some(End { content: all, next: all, why: None }),
        }
    }

    /// A row that went on too long: one with a quotation mark left open ends with its first line, of any other the rest is
    /// passed over.
    fn too_long(&mut self) -> Option<End> {
        let row = &self.bytes[self.from..self.from + MAX_ROW];
        if self.scan.state == State::Quoted && row.contains(&b'\n') {
            return Some(unclosed(row));
        }
        self.overlong = Some(beginning(row));
        self.advance(MAX_ROW);
        self.scan = Scan::default();
        None
    }

    /// The row that was too long, once its end has come.
    fn pass_over(&mut self) -> Option<Row> {
        let next = self.pass_over_to_end()?;
        let begins = self.overlong.take().unwrap_or_default();
        let row = self.at.lines + 1;
        self.at.lines += 1;
        self.advance(next);
        Some(Row { row, cells: Cells::Broken { why: OVERLONG, begins } })
    }

    /// Drops what belongs to a row that is too long; answers where its end is.
    fn pass_over_to_end(&mut self) -> Option<usize> {
        let rest = &self.bytes[self.from..];
        match rest.iter().position(|byte| *byte == b'\n') {
            Some(end) => Some(end + 1),
            None if self.ended => Some(rest.len()),
            None => {
                self.advance(rest.len());
                None
            }
        }
    }
}

/// A row whose quotation mark is not closed ends with its first line: only that one is lost.
fn unclosed(row: &[u8]) -> End {
    let end = row.iter().position(|byte| *byte == b'\n');
    let next = end.map_or(row.len(), |end| end + 1);
    End { content: end.unwrap_or(row.len()), next, why: Some(UNCLOSED) }
}

/// How many lines end in these bytes.
fn lines(bytes: &[u8]) -> u64 {
    let ends = bytes.iter().enumerate().filter(|(place, byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(place + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.count() as u64
}

/// The cells of a line of CSV (RFC 4180). What stands behind a closing quotation mark is kept.
fn split(line: &[u8], divider: u8) -> Vec<String> {
    let mut cells = Vec::new();
    let mut rest = line;
    loop {
        let blanks = rest.iter().take_while(|byte| **byte == b' ').count();
        let mut cell = Vec::new();
        if rest.get(blanks) == Some(&b'"') {
            rest = &rest[blanks + 1..];
            while let Some(mark) = rest.iter().position(|byte| *byte == b'"') {
                cell.extend_from_slice(&rest[..mark]);
                rest = &rest[mark + 1..];
                if rest.first() != Some(&b'"') {
                    break;
                }
                cell.push(b'"');
                rest = &rest[1..];
            }
        }
        let end = rest.iter().position(|byte| *byte == divider);
        cell.extend_from_slice(&rest[..end.unwrap_or(rest.len())]);
        cells.push(text(&cell));
        match end {
            Some(end) => rest = &rest[end + 1..],
            None => return cells,
        }
    }
}

/// The cells of a line of text: divided at tabs, else at pipes, else at commas. Names hold commas more often than pipes, and
/// tabs never.
fn split_text(line: &[u8]) -> Vec<String> {
    let divider = [b'\t', b'|'].into_iter().find(|divider| line.contains(divider)).unwrap_or(b',');
    line.split(|byte| *byte == divider).map(text).collect()
}
