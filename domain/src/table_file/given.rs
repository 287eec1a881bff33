//! A row as a number to import.

use super::entry::shown;
use super::{Entry, Rejection};
use crate::phone::{AreaCode, NumberError, PhoneNumber};
use crate::prefix::LineType;
use std::borrow::Cow;

/// The longest carrier that is kept, in characters.
const CARRIER_MAX: usize = 200;

/// What a row of [`super::Shape::numbers`] gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub number: PhoneNumber,
    /// What the file says; the prefix table is asked first.
    pub carrier: Option<String>,
    /// What the file says; `Unknown` where it says nothing or no word that is one.
    pub line_type: LineType,
}

impl Given {
    /// Reads a row.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn read(entry: &Entry) -> Result<Given, Rejection> {
        if let Some(broken) = entry.broken() {
            return Err(broken);
        }
        let (number, carrier, line_type) = (entry.cell(0), entry.cell(1), entry.cell(2));
        let number = match number_of(number) {
            Ok(number) => number,
            Err(NumberError::Empty) => return Err(Rejection::of_row("Missing phone number")),
            Err(_) => return Err(Rejection::of_row(format!("Invalid phone number format: {}", shown(number)))),
        };
        AreaCode::look_up(number.area_code()).map_err(|why| Rejection::of_record(why.to_string()))?;
        let carrier = Some(carrier).filter(|carrier| !carrier.trim().is_empty());
        Ok(Given {
            number,
            carrier: carrier.map(|carrier| carrier.chars().take(CARRIER_MAX).collect()),
            line_type: LineType::from_word(line_type).unwrap_or_default(),
        })
    }

    /// What to say of a row that repeats the number of an earlier one.
    pub fn repeated(entry: &Entry) -> Rejection {
        Rejection::of_record(format!("Duplicate phone number in import: {}", shown(entry.cell(0))))
    }
}

/// The number of a cell, however people's programs write it.
///
/// # Errors
/// What is wrong with it.
pub fn number_of(cell: &str) -> Result<PhoneNumber, NumberError> {
    plain(cell).parse()
}

/// A number as people's programs write it: an apostrophe keeps a spreadsheet from counting with it, and word processors
/// know more than one space and dash.
pub(crate) fn plain(number: &str) -> Cow<'_, str> {
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
