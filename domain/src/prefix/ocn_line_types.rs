//! Line types by operating company number: `ocn,class` or `ocn,class,brand`, with blank lines in between.

use super::{LineType, RowError};
use std::collections::HashMap;

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OcnRow<'a> {
    /// The operating company number: four letters or digits.
    pub ocn: &'a str,
    pub line_type: LineType,
    /// What people call the company, where the file says so.
    pub brand: Option<&'a str>,
}

/// What the file says of each operating company.
#[derive(Debug, Clone, Default)]
pub struct OcnTable {
    entries: HashMap<String, OcnEntry>,
    duplicates: usize,
}

/// What the file says of one operating company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OcnEntry {
    pub line_type: LineType,
    pub brand: Option<String>,
}

impl<'a> OcnRow<'a> {
    /// Reads a line; `None` for a blank one and for the header.
    ///
    /// # Errors
    /// [`RowError`] when it has not 2 or 3 cells, the number is not four letters or digits, or the class is none of
    /// wireless, wireline and voip.
    pub fn parse(line: &'a str) -> Result<Option<Self>, RowError> {
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty() || is_header(line) {
            return Ok(None);
        }
        let mut cells = line.split(',').map(str::trim);
        let (ocn, class, brand) = (cells.next().unwrap_or_default(), cells.next(), cells.next());
        let found = line.split(',').count();
        let Some(class) = class.filter(|_| found <= 3) else {
            return Err(RowError::Cells { expected: "2 or 3", found });
        };
        if ocn.len() != 4 || !ocn.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(RowError::unreadable("The OCN", ocn));
        }
        let line_type = match class {
            "wireless" | "wireline" | "voip" => LineType::from_word(class).unwrap_or_default(),
            _ => return Err(RowError::unreadable("The class", class)),
        };
        Ok(Some(Self { ocn, line_type, brand: brand.filter(|brand| !brand.is_empty()) }))
    }
}

/// Whether a line is the file's header.
pub(super) fn is_header(line: &str) -> bool {
    let mut cells = line.split(',').map(str::trim);
    let named = |cell: Option<&str>, name: &str| cell.is_some_and(|cell| cell.eq_ignore_ascii_case(name));
    named(cells.next(), "ocn") && named(cells.next(), "class")
}

impl OcnTable {
    /// Takes a row in. When a number comes again the later line type counts, but a brand once given is kept: the file
    /// repeats a number without its brand.
    pub fn insert(&mut self, row: OcnRow<'_>) {
        let brand = row.brand.map(str::to_owned);
        match self.entries.get_mut(row.ocn) {
            Some(entry) => {
                self.duplicates += 1;
                entry.line_type = row.line_type;
                entry.brand = brand.or(entry.brand.take());
            }
            None => {
                self.entries.insert(row.ocn.to_owned(), OcnEntry { line_type: row.line_type, brand });
            }
        }
    }

    /// What the file says of a company; `None` when it is silent, and then the line type is unknown.
    pub fn get(&self, ocn: &str) -> Option<&OcnEntry> {
        self.entries.get(ocn)
    }

    /// How many companies it knows.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many rows repeated a number.
    pub fn duplicates(&self) -> usize {
        self.duplicates
    }

    /// The companies with what the file says of each, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &OcnEntry)> {
        self.entries.iter().map(|(ocn, entry)| (ocn.as_str(), entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_cells_three_cells_blank_lines_and_the_header_read() {
        assert_eq!(OcnRow::parse("ocn,class"), Ok(None));
        assert_eq!(OcnRow::parse("  \r"), Ok(None));
        let row = OcnRow { ocn: "6214", line_type: LineType::Mobile, brand: None };
        assert_eq!(OcnRow::parse("6214,wireless\r"), Ok(Some(row)));
        let row = OcnRow { ocn: "9329", line_type: LineType::Landline, brand: Some("AT&T Illinois") };
        assert_eq!(OcnRow::parse("9329,wireline,AT&T Illinois"), Ok(Some(row)));
        let row = OcnRow { ocn: "073H", line_type: LineType::VoIP, brand: None };
        assert_eq!(OcnRow::parse("073H,voip,"), Ok(Some(row)));
    }

    #[test]
    fn a_damaged_line_says_what_is_wrong() {
        for (line, error) in [
            ("6214", RowError::Cells { expected: "2 or 3", found: 1 }),
            ("6214,wireless,A,B", RowError::Cells { expected: "2 or 3", found: 4 }),
            ("62,wireless", RowError::unreadable("The OCN", "62")),
            ("6214,Unknown", RowError::unreadable("The class", "Unknown")),
            ("6214,", RowError::unreadable("The class", "")),
        ] {
            assert_eq!(OcnRow::parse(line), Err(error), "{line}");
        }
    }

    #[test]
    fn a_number_that_comes_again_keeps_its_brand() {
        let mut table = OcnTable::default();
        for line in ["6623,wireless,T-Mobile", "6623,wireless"] {
            table.insert(OcnRow::parse(line).unwrap().unwrap());
        }
        assert_eq!((table.len(), table.duplicates()), (1, 1));
        assert_eq!(table.get("6623").unwrap().brand.as_deref(), Some("T-Mobile"));
    }
}
