//! The rows of a file as an import sees them.

use super::{Cells, Column, FileFormat, Mapping, OtherColumns, Position, Row, RowReader, Shape, guard};
use serde::{Deserialize, Serialize};

/// A cell in a message is cut here: a damaged file holds cells as long as itself.
const SHOWN: usize = 40;

/// A row as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where a person finds it in the file.
    pub row: u64,
    /// Counted from 1, without the header.
    pub record: u64,
    /// The cells of the shape's columns, as typed; of a row that can't be read the first one is what it begins with.
    pub typed: Vec<String>,
    /// Which of them the row has at all, an empty one too: a bit each.
    had: u64,
    /// The whole row, with the columns that the mapping leaves alone.
    pub cells: Cells,
}

/// Why a row is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// What is wrong, without where.
    pub reason: String,
    /// Whether the row did not read (`parse_errors`); else it did, and is not taken (`validation_errors`).
    pub of_row: bool,
}

/// Where a [`TableReader`] goes on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub at: Position,
    pub records: u64,
    /// As chosen, or as the first row showed it; its header is taken away once it has been read.
    pub mapping: Option<Mapping>,
    /// The columns that it leaves alone, once the first row has shown them.
    others: Option<OtherColumns>,
}

impl Place {
    /// The beginning of a file.
    pub fn first(mapping: Option<Mapping>) -> Place {
        Place { mapping, ..Place::default() }
    }
}

/// Reads rows of a shape from the pieces of a file.
#[derive(Debug)]
pub struct TableReader {
    rows: RowReader,
    shape: Shape,
    place: Place,
}

impl TableReader {
    /// A reader that goes on at `place`; the next piece begins at its offset. Without a mapping, the first row shows it.
    pub fn new(format: FileFormat, shape: Shape, place: Place) -> Self {
        Self { rows: RowReader::new(format, place.at), shape, place }
    }

    /// Takes the next piece of the file.
    pub fn push(&mut self, piece: &[u8]) {
        self.rows.push(piece);
    }

    /// Says that there are no more pieces.
    pub fn end(&mut self) {
        self.rows.end();
    }

    /// Where the reader stands: behind the last entry that it gave.
    pub fn place(&self) -> Place {
        self.place.clone()
    }

    /// Bytes before it.
    pub fn offset(&self) -> u64 {
        self.place.at.offset
    }

    /// Rows given so far, without the header.
    pub fn records(&self) -> u64 {
        self.place.records
    }

    /// The columns that the mapping leaves alone, as far as rows have shown them.
    pub fn others(&self) -> OtherColumns {
        self.place.others.clone().unwrap_or_else(|| OtherColumns::unknown(&self.shape))
    }

    /// The next row; `None` when it takes another piece, or when the file has ended.
    pub fn next_entry(&mut self) -> Option<Entry> {
        loop {
            let row = self.rows.next_row()?;
            self.place.at = self.rows.position();
            if is_blank(&row) {
                continue;
            }
            if let (Cells::Broken { .. }, None) = (&row.cells, &self.place.mapping) {
                // It says nothing of the columns; the next one may.
                self.place.records += 1;
                return Some(self.entry(row));
            }
            let shape = &self.shape;
            let mapping = self.place.mapping.get_or_insert_with(|| Mapping::of(shape, &row));
            let header = std::mem::take(&mut mapping.header);
            if self.place.others.is_none() {
                self.place.others = Some(OtherColumns::of(shape, &row.cells, mapping, header));
            }
            if header {
                continue;
            }
            self.place.records += 1;
            return Some(self.entry(row));
        }
    }

    fn entry(&self, row: Row) -> Entry {
        // JSON needs no guard, so an apostrophe in it is the text's own.
        let guarded = matches!(row.cells, Cells::InOrder(_));
        let of = |column: Option<&Column>| {
            let cell = column.map_or("", |column| column.cell(&row.cells));
            if guarded { guard::unguard(cell).to_owned() } else { cell.to_owned() }
        };
        let columns = self.place.mapping.as_ref().map_or(&[][..], |mapping| &mapping.columns);
        let column = |place: usize| columns.get(place).and_then(Option::as_ref);
        let mut typed: Vec<String> = (0..self.shape.columns.len()).map(|place| of(column(place))).collect();
        let had = (0..typed.len().min(64))
            .filter(|place| column(*place).is_some_and(|column| column.is_in(&row.cells)))
            .fold(0, |had, place| had | 1 << place);
        if let (Cells::Broken { begins, .. }, Some(first)) = (&row.cells, typed.first_mut()) {
            first.clone_from(begins);
        }
        Entry { row: row.row, record: self.place.records, typed, had, cells: row.cells }
    }
}

/// Spreadsheets end in rows of empty cells.
fn is_blank(row: &Row) -> bool {
    matches!(&row.cells, Cells::InOrder(cells) if cells.iter().all(|cell| cell.trim().is_empty()))
}

/// A cell as a message shows it.
pub(super) fn shown(cell: &str) -> String {
    let cell = cell.trim();
    if cell.chars().count() > SHOWN {
        format!("{}…", cell.chars().take(SHOWN).collect::<String>())
    } else {
        cell.to_owned()
    }
}

impl Entry {
    /// Why it can't be read at all, when that is so.
    pub fn broken(&self) -> Option<Rejection> {
        match &self.cells {
            Cells::Broken { why, .. } => Some(Rejection::of_row(*why)),
            Cells::InOrder(_) | Cells::Named(_) => None,
        }
    }

    /// The cell of a column of the shape.
    pub fn cell(&self, column: usize) -> &str {
        self.typed.get(column).map_or("", String::as_str)
    }

    /// Whether the row has a column of the shape, though nothing may stand in it.
    pub fn has(&self, column: usize) -> bool {
        column < 64 && self.had & 1 << column != 0
    }

    /// What is wrong with it and where, in the words of CONTRACTS A: "Row 3: Missing phone number".
    pub fn says(&self, rejection: &Rejection) -> String {
        if rejection.of_row {
            format!("Row {}: {}", self.row, rejection.reason)
        } else {
            format!("Record {}: {}", self.record, rejection.reason)
        }
    }
}

impl Rejection {
    /// Of a row that does not read.
    pub fn of_row(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), of_row: true }
    }

    /// Of a record that reads and is not taken.
    pub fn of_record(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), of_row: false }
    }
}
