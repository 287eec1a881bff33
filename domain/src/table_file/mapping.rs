//! Which column of a file is what.

use super::{Cells, Row, Shape};
use serde::{Deserialize, Serialize};

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
    /// The columns of the [`Shape`], in its order; none where the file has none for it.
    pub columns: Vec<Option<Column>>,
}

impl Mapping {
    /// The mapping of a file by its first row: by known names, else as the shape reads a row without any.
    pub fn of(shape: &Shape, first: &Row) -> Mapping {
        match &first.cells {
            Cells::InOrder(cells) if shape.is_header(cells) => Mapping::of_header(shape, cells),
            Cells::InOrder(cells) => {
                let columns = shape.bare(cells).into_iter().map(|place| place.map(Column::At)).collect();
                Mapping { header: false, columns }
            }
            Cells::Named(_) | Cells::Broken { .. } => {
                let named = |names: &&[&str]| Some(Column::named(names));
                Mapping { header: false, columns: shape.columns.iter().map(named).collect() }
            }
        }
    }

    /// What a header tells, though it may not name what the shape needs.
    pub(super) fn of_header(shape: &Shape, cells: &[String]) -> Mapping {
        let columns = shape.columns.iter().map(|names| find(cells, names).map(Column::At)).collect();
        Mapping { header: true, columns }
    }
}

/// The place of the first known name that a row has.
pub(super) fn find(cells: &[String], names: &[&str]) -> Option<usize> {
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

    /// Whether a row has the column, though nothing may stand in it. A row that ends early has it all the same.
    pub(super) fn is_in(&self, cells: &Cells) -> bool {
        match cells {
            Cells::InOrder(_) => matches!(self, Column::At(_)),
            Cells::Named(cells) => cells.iter().any(|(name, _)| self.is_named(name)),
            Cells::Broken { .. } => false,
        }
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
    // "Phone Number" is as good as "phone_number", and "E-mail" as "e_mail".
    let plain = |letter: char| if matches!(letter, ' ' | '-') { '_' } else { letter.to_ascii_lowercase() };
    cell.trim().chars().map(plain).eq(name.chars().map(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cells: &[&str]) -> Mapping {
        let cells = Cells::InOrder(cells.iter().map(|cell| (*cell).to_owned()).collect());
        Mapping::of(&Shape::numbers(), &Row { row: 1, cells })
    }

    #[test]
    fn known_names_are_found_in_any_order_and_case_and_others_are_left_alone() {
        let mapping = of(&["reason", "Type", "PHONE", "x"]);
        assert_eq!(mapping, Mapping { header: true, columns: vec![Some(Column::At(2)), None, Some(Column::At(1))] });
        assert_eq!(of(&["number", "phone_number"]).columns[0], Some(Column::At(1)), "the fullest name wins");
        assert_eq!(of(&["Phone Number"]).columns[0], Some(Column::At(0)));
    }

    #[test]
    fn without_names_the_number_comes_first_or_stands_where_one_reads() {
        let mapping = of(&["4155550123", "AT&T", "Mobile"]);
        let all = vec![Some(Column::At(0)), Some(Column::At(1)), Some(Column::At(2))];
        assert_eq!(mapping, Mapping { header: false, columns: all });
        let mapping = of(&["Smith", "(415) 555-0123"]);
        assert_eq!(mapping, Mapping { header: false, columns: vec![Some(Column::At(1)), None, None] });
    }
}
