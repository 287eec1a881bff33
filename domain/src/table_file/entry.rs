//! Rows as numbers to import, or as what is wrong with them.

use super::{Cells, Column, FileFormat, Mapping, OtherColumns, Position, Row, RowReader, guard};
use crate::phone::{AreaCode, NotGeographic, NumberError, PhoneNumber};
use crate::prefix::LineType;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The longest carrier that is kept, in characters.
const CARRIER_MAX: usize = 200;
/// A cell in a message is cut here: a damaged file holds cells as long as itself.
const SHOWN: usize = 40;

/// A row as it was typed and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where a person finds it in the file.
    pub row: u64,
    /// Counted from 1, without the header.
    pub record: u64,
    /// The cells that the mapping names, as typed: number, carrier, line type.
    pub typed: [String; 3],
    /// The whole row, with the columns that the mapping leaves alone.
    pub cells: Cells,
    pub read: Result<Given, Rejection>,
}

/// What a row gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub number: PhoneNumber,
    /// What the file says; the prefix table is asked first.
    pub carrier: Option<String>,
    /// What the file says; `Unknown` where it says nothing or no word that is one.
    pub line_type: LineType,
}

/// Why a row is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejection {
    /// No number in it.
    Missing,
    /// A cell that is no number, as typed.
    Invalid(String),
    /// A row that can't be read.
    Broken(&'static str),
    /// A number that belongs to no place.
    NotGeographic(NotGeographic),
    /// A number that an earlier row has, as typed.
    Duplicate(String),
}

/// Where a [`NumberReader`] goes on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub at: Position,
    pub records: u64,
    /// As chosen, or as the first row showed it; its header is taken away once it has been read.
    pub mapping: Option<Mapping>,
}

/// Reads numbers from the pieces of a file.
#[derive(Debug)]
pub struct NumberReader {
    rows: RowReader,
    place: Place,
    others: OtherColumns,
}

impl NumberReader {
    /// A reader that goes on at `place`; the next piece begins at its offset. Without a mapping, the first row shows it.
    pub fn new(format: FileFormat, place: Place) -> Self {
        Self { rows: RowReader::new(format, place.at), place, others: OtherColumns::default() }
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

    /// The columns that the mapping leaves alone, once a row has shown them to a reader that began at the first.
    pub fn others(&self) -> &OtherColumns {
        &self.others
    }

    /// The next row as an entry; `None` when it takes another piece, or when the file has ended.
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
                return Some(broken(row, self.place.records));
            }
            let mapping = self.place.mapping.get_or_insert_with(|| Mapping::of(&row));
            let header = std::mem::take(&mut mapping.header);
            self.others.see(&row.cells, mapping, header);
            if header {
                continue;
            }
            self.place.records += 1;
            return Some(entry(row, self.place.records, mapping));
        }
    }
}

/// Spreadsheets end in rows of empty cells.
fn is_blank(row: &Row) -> bool {
    matches!(&row.cells, Cells::InOrder(cells) if cells.iter().all(|cell| cell.trim().is_empty()))
}

fn broken(row: Row, record: u64) -> Entry {
    let (why, begins) = match &row.cells {
        Cells::Broken { why, begins } => (*why, begins.clone()),
        Cells::InOrder(_) | Cells::Named(_) => Default::default(),
    };
    let typed = [begins, String::new(), String::new()];
    Entry { row: row.row, record, typed, cells: row.cells, read: Err(Rejection::Broken(why)) }
}

fn entry(row: Row, record: u64, mapping: &Mapping) -> Entry {
    if matches!(row.cells, Cells::Broken { .. }) {
        return broken(row, record);
    }
    // JSON needs no guard, so an apostrophe in it is the text's own.
    let guarded = matches!(row.cells, Cells::InOrder(_));
    let of = |column: Option<&Column>| {
        let cell = column.map_or("", |column| column.cell(&row.cells));
        if guarded { guard::unguard(cell).to_owned() } else { cell.to_owned() }
    };
    let typed = [of(Some(&mapping.number)), of(mapping.carrier.as_ref()), of(mapping.line_type.as_ref())];
    let read = read(&typed);
    Entry { row: row.row, record, typed, cells: row.cells, read }
}

fn read([number, carrier, line_type]: &[String; 3]) -> Result<Given, Rejection> {
    let number = match plain(number).parse::<PhoneNumber>() {
        Ok(number) => number,
        Err(NumberError::Empty) => return Err(Rejection::Missing),
        Err(_) => return Err(Rejection::Invalid(shown(number))),
    };
    AreaCode::look_up(number.area_code()).map_err(Rejection::NotGeographic)?;
    let carrier = Some(carrier).filter(|carrier| !carrier.trim().is_empty());
    Ok(Given {
        number,
        carrier: carrier.map(|carrier| carrier.chars().take(CARRIER_MAX).collect()),
        line_type: LineType::from_word(line_type).unwrap_or_default(),
    })
}

/// A number as people's programs write it: an apostrophe keeps a spreadsheet from counting with it, and word processors
/// know more than one space and dash.
fn plain(number: &str) -> Cow<'_, str> {
    let number = number.trim().trim_start_matches('\'');
    if number.is_ascii() {
        return Cow::Borrowed(number);
    }
    let letters = number.chars().filter(|letter| !matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'));
    let plain = letters.map(|letter| match letter {
        '\u{a0}' | '\u{2007}' | '\u{202f}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        other => other,
    });
    Cow::Owned(plain.collect::<String>().trim().to_owned())
}

fn shown(cell: &str) -> String {
    let cell = cell.trim();
    if cell.chars().count() > SHOWN {
        format!("{}…", cell.chars().take(SHOWN).collect::<String>())
    } else {
        cell.to_owned()
    }
}

impl Entry {
    /// What to say of an entry that repeats the number of an earlier one.
    pub fn duplicate(&self) -> Rejection {
        Rejection::Duplicate(shown(&self.typed[0]))
    }

    /// What is wrong with it and where, in the words of CONTRACTS A: "Row 3: Missing phone number".
    pub fn says(&self, rejection: &Rejection) -> String {
        if rejection.is_of_row() {
            format!("Row {}: {}", self.row, rejection.reason())
        } else {
            format!("Record {}: {}", self.record, rejection.reason())
        }
    }
}

impl Rejection {
    /// Whether the row did not read (`parse_errors`); else it did and its number is not taken (`validation_errors`).
    pub fn is_of_row(&self) -> bool {
        matches!(self, Rejection::Missing | Rejection::Invalid(_) | Rejection::Broken(_))
    }

    /// What is wrong, without where.
    pub fn reason(&self) -> String {
        match self {
            Rejection::Missing => "Missing phone number".to_owned(),
            Rejection::Invalid(typed) => format!("Invalid phone number format: {typed}"),
            Rejection::Broken(why) => (*why).to_owned(),
            Rejection::NotGeographic(why) => why.to_string(),
            Rejection::Duplicate(typed) => format!("Duplicate phone number in import: {typed}"),
        }
    }
}
