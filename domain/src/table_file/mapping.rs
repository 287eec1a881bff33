//! Which column of a file is what.

use super::{Cells, Row};
use crate::phone::PhoneNumber;
use serde::{Deserialize, Serialize};

/// The names of the column that holds the number (CONTRACTS A, "import").
const NUMBER: [&str; 3] = ["phone_number", "phone", "number"];
const CARRIER: [&str; 1] = ["carrier"];
const LINE_TYPE: [&str; 2] = ["type", "line_type"];

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// By its place, from 0.
    At(usize),
    /// By its name, in any case; the first of several that a row has.
    Named(Vec<String>),
}

/// What an import takes from a row; every other column is left alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The first row holds names.
    pub header: bool,
    pub number: Column,
    pub carrier: Option<Column>,
    pub line_type: Option<Column>,
}

impl Mapping {
    /// The mapping of a file by its first row: by known names, else the number, the carrier and the line type in this order.
    pub fn of(first: &Row) -> Mapping {
        match &first.cells {
            Cells::InOrder(cells) => Mapping::of_cells(cells),
            Cells::Named(_) | Cells::Broken { .. } => Mapping {
                header: false,
                number: Column::named(&NUMBER),
                carrier: Some(Column::named(&CARRIER)),
                line_type: Some(Column::named(&LINE_TYPE)),
            },
        }
    }

    fn of_cells(cells: &[String]) -> Mapping {
        if let Some(number) = find(cells, &NUMBER) {
            return Mapping { header: true, number: Column::At(number), ..Mapping::of_header(cells) };
        }
        // Without names: as CONTRACTS has them in a row, unless the number stands elsewhere.
        let number = cells.iter().position(|cell| cell.parse::<PhoneNumber>().is_ok()).unwrap_or(0);
        let behind = |places| (number == 0).then_some(Column::At(places));
        Mapping { header: false, number: Column::At(number), carrier: behind(1), line_type: behind(2) }
    }
}

impl Mapping {
    /// What a header tells beside the number's column, whose name it may not know.
    pub(super) fn of_header(cells: &[String]) -> Mapping {
        Mapping {
            header: true,
            number: Column::At(0),
            carrier: find(cells, &CARRIER).map(Column::At),
            line_type: find(cells, &LINE_TYPE).map(Column::At),
        }
    }
}

fn find(cells: &[String], names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| cells.iter().position(|cell| is_named(cell, name)))
}

impl Column {
    fn named(names: &[&str]) -> Column {
        Column::Named(names.iter().map(|name| (*name).to_owned()).collect())
    }

    /// Whether a column of this name is meant.
    pub(super) fn is_named(&self, name: &str) -> bool {
        matches!(self, Column::Named(names) if names.iter().any(|known| is_named(name, known)))
    }

    /// The cell of a row in this column; empty where the row has none.
    pub(super) fn cell<'a>(&self, cells: &'a Cells) -> &'a str {
        let found = match (self, cells) {
            (Column::At(place), Cells::InOrder(cells)) => cells.get(*place),
            (Column::Named(names), Cells::Named(cells)) => names.iter().find_map(|name| {
                let (_, cell) = cells.iter().find(|(known, _)| is_named(known, name))?;
                Some(cell)
            }),
            _ => None,
        };
        found.map_or("", String::as_str)
    }
}

fn is_named(cell: &str, name: &str) -> bool {
    // "Phone Number" is as good as "phone_number".
    cell.trim().chars().map(|letter| if letter == ' ' { '_' } else { letter.to_ascii_lowercase() }).eq(name.chars())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cells: &[&str]) -> Mapping {
        Mapping::of_cells(&cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn known_names_are_found_in_any_order_and_case_and_others_are_left_alone() {
        let mapping = of(&["reason", "Type", "PHONE", "x"]);
        assert_eq!((mapping.header, mapping.number), (true, Column::At(2)));
        assert_eq!((mapping.carrier, mapping.line_type), (None, Some(Column::At(1))));
        assert_eq!(of(&["number", "phone_number"]).number, Column::At(1), "the fullest name wins");
        assert_eq!(of(&["Phone Number"]).number, Column::At(0));
    }

    #[test]
    fn without_names_the_number_comes_first_or_stands_where_one_reads() {
        let mapping = of(&["4155550123", "AT&T", "Mobile"]);
        assert_eq!((mapping.header, mapping.number), (false, Column::At(0)));
        assert_eq!((mapping.carrier, mapping.line_type), (Some(Column::At(1)), Some(Column::At(2))));
        let mapping = of(&["Smith", "(415) 555-0123"]);
        assert_eq!((mapping.header, mapping.number, mapping.carrier), (false, Column::At(1), None));
    }
}
