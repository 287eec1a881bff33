//! The rows of a file, found in pieces of it.
//!
//! A reader holds the bytes of the row it is in and no more, and it gives the same rows however the file is cut. Between
//! two rows it can be left and made again at its [`Position`]. What is broken is given as a row that says so, so that
//! nothing of a file is lost without a word.

mod divided;
mod json;

use super::FileFormat;
use serde::{Deserialize, Serialize};

/// The longest row, in bytes: one that goes on is no row of numbers but a quotation mark or a bracket left open.
pub const MAX_ROW: usize = 64 * 1024;

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where a person finds it: its line, counted from 1 as an editor does; in JSON, which has no lines of its own, the
    /// value's place.
    pub row: u64,
    pub cells: Cells,
}

/// What stands in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cells {
    InOrder(Vec<String>),
    Named(Vec<(String, String)>),
    /// A row that can't be read: why, and what it begins with.
    Broken {
        why: &'static str,
        begins: String,
    },
}

/// Where a reader goes on: behind a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Bytes before it.
    pub offset: u64,
    /// Lines before it; in JSON, values.
    pub lines: u64,
    /// What divides cells, once the first line has shown it.
    pub divider: Option<u8>,
    /// Behind a broken value of JSON no other can be told apart.
    pub lost: bool,
    /// Within the list that the JSON began with.
    #[serde(default)]
    pub in_list: bool,
}

/// Finds rows in the pieces of a file.
#[derive(Debug)]
pub struct RowReader {
    format: FileFormat,
    at: Position,
    bytes: Vec<u8>,
    /// Where in `bytes` the row begins that `at` names.
    from: usize,
    scan: divided::Scan,
    value: json::Scan,
    /// How a row begins of which the rest is passed over.
    overlong: Option<String>,
    ended: bool,
}

impl RowReader {
    /// A reader that goes on at `at`; the next piece begins at its offset.
    pub fn new(format: FileFormat, at: Position) -> Self {
        Self {
            format,
            at,
            bytes: Vec::new(),
            from: 0,
            scan: divided::Scan::default(),
            value: json::Scan::default(),
            overlong: None,
            ended: false,
        }
    }

    /// Takes the next piece of the file.
    pub fn push(&mut self, piece: &[u8]) {
        self.bytes.drain(..self.from);
        self.from = 0;
        self.bytes.extend_from_slice(piece);
    }

    /// Says that there are no more pieces.
    pub fn end(&mut self) {
        self.ended = true;
    }

    /// The next row; `None` when it takes another piece, or when the file has ended. Blank lines are passed over.
    pub fn next_row(&mut self) -> Option<Row> {
        if self.at.lost || !self.begin() {
            return None;
        }
        match self.format {
            FileFormat::Json => self.next_value(),
            _ => self.next_line(),
        }
    }

    /// Where the reader stands: behind the last row that it gave.
    pub fn position(&self) -> Position {
        self.at
    }

    /// Passes over a byte order mark, and looks at the first line for what divides cells; `false` while that takes more.
    fn begin(&mut self) -> bool {
        const MARK: &[u8] = b"\xef\xbb\xbf";
        if self.at.offset == 0 && self.from == 0 {
            if self.bytes.len() < MARK.len() && !self.ended {
                return false;
            }
            if self.bytes.starts_with(MARK) {
                self.advance(MARK.len());
            }
        }
        if self.format == FileFormat::Csv && self.at.divider.is_none() {
            let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
            let rest = &self.bytes[self.from..];
            let rest = &rest[rest.iter().take_while(|byte| is_end(byte)).count()..];
            let line = rest.iter().take(MAX_ROW).position(is_end);
            let Some(end) = line.or((self.ended || rest.len() >= MAX_ROW).then_some(rest.len().min(MAX_ROW))) else {
                return false;
            };
            self.at.divider = Some(divided::divider_of(&rest[..end]));
        }
        true
    }

    /// Goes on by so many bytes.
    fn advance(&mut self, bytes: usize) {
        self.from += bytes;
        self.at.offset += bytes as u64;
    }
}

/// Bytes as text: what is no UTF-8 is shown as such, and NUL, which no database text can hold, is left out.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace('\0', "")
}

/// What a broken row begins with, for whoever has to find it.
fn beginning(bytes: &[u8]) -> String {
    text(&bytes[..bytes.len().min(400)]).chars().take(100).collect::<String>().trim().to_owned()
}
