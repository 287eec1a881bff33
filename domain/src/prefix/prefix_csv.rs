//! A prefix table of one's own as CSV: `id,prefix,carrier,city,state,line_type`, with a header.
//!
//! The engine's csv crate splits the records; columns are found by name, in any order, and `id` is not needed. What a cell
//! leaves empty stays as it is in the table. A text that was guarded against spreadsheets loses its guard again.

use super::{LineType, PrefixEntry, RowError};
use crate::table_file::unguard;

const NAME: &str = "a prefix table (prefix, carrier, …)";

/// Where the columns stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrefixCsvHeader {
    prefix: usize,
    carrier: usize,
    city: Option<usize>,
    state: Option<usize>,
    line_type: Option<usize>,
}

impl PrefixCsvHeader {
    /// Reads the first record.
    ///
    /// # Errors
    /// [`RowError`] when there is no column `prefix` or none for the carrier.
    pub fn parse(cells: &[&str]) -> Result<Self, RowError> {
        let find = |names: &[&str]| {
            cells.iter().position(|cell| {
                let cell = cell.trim_start_matches('\u{feff}').trim();
                names.iter().any(|name| cell.eq_ignore_ascii_case(name))
            })
        };
        Ok(Self {
            prefix: find(&["prefix"]).ok_or(RowError::Header(NAME))?,
            carrier: find(&["carrier"]).ok_or(RowError::Header(NAME))?,
            city: find(&["city"]),
            state: find(&["state"]),
            line_type: find(&["line_type", "type"]),
        })
    }

    /// Reads a record after the header; `None` for an empty one.
    ///
    /// # Errors
    /// [`RowError`] naming the cell that does not read.
    pub fn row(&self, cells: &[&str]) -> Result<Option<PrefixEntry>, RowError> {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(None);
        }
        let cell = |place: Option<usize>| {
            place.and_then(|place| cells.get(place)).map_or("", |cell| unguard(cell.trim()).trim())
        };
        entry(
            cell(Some(self.prefix)),
            cell(Some(self.carrier)),
            cell(self.city),
            cell(self.state),
            cell(self.line_type),
        )
        .map(Some)
    }
}

/// An entry of its cells; shared with the JSON form.
pub(super) fn entry(
    prefix: &str,
    carrier: &str,
    city: &str,
    state: &str,
    line_type: &str,
) -> Result<PrefixEntry, RowError> {
    if prefix.is_empty() {
        return Err(RowError::Missing("The prefix"));
    }
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let line_type = match line_type {
        "" => None,
        word => Some(LineType::from_word(word).ok_or_else(|| RowError::unreadable("The line type", word))?),
    };
    Ok(PrefixEntry {
        prefix: prefix.parse().map_err(|_| RowError::unreadable("The prefix", prefix))?,
        carrier: filled(carrier),
        city: filled(city),
        state: filled(state),
        line_type,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name() {
        let header = PrefixCsvHeader::parse(&["id", "prefix", "carrier", "city", "state", "line_type"]).unwrap();
        let row = header.row(&["7", "415-234", "AT&T", "San Francisco", "CA", "wireless"]).unwrap().unwrap();
        assert_eq!(row.prefix, "415234".parse().unwrap());
        assert_eq!((row.carrier.as_deref(), row.line_type), (Some("AT&T"), Some(LineType::Mobile)));
        let header = PrefixCsvHeader::parse(&["\u{feff}Carrier", "Prefix"]).unwrap();
        let row = header.row(&["", "415234"]).unwrap().unwrap();
        assert_eq!((row.carrier, row.line_type), (None, None), "an empty cell says nothing");
        assert_eq!(header.row(&["", " "]), Ok(None));
    }

    #[test]
    fn a_damaged_row_names_the_cell() {
        let header = PrefixCsvHeader::parse(&["prefix", "carrier", "line_type"]).unwrap();
        for (cells, error) in [
            (["", "AT&T", ""], RowError::Missing("The prefix")),
            (["41523", "AT&T", ""], RowError::unreadable("The prefix", "41523")),
            (["415234", "AT&T", "satellite"], RowError::unreadable("The line type", "satellite")),
        ] {
            assert_eq!(header.row(&cells), Err(error));
        }
        assert_eq!(PrefixCsvHeader::parse(&["prefix"]), Err(RowError::Header(NAME)));
    }
}
