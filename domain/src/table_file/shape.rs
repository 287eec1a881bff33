//! What an import knows of the columns of its files.

use super::mapping::find;
use crate::phone::PhoneNumber;

/// The columns that an import takes, and how it reads files that do not name them.
#[derive(Debug, Clone)]
pub struct Shape {
    /// Each with the names it goes by; the first is the one that a file of rejected rows has.
    pub columns: Vec<&'static [&'static str]>,
    /// A first row that names one of so many columns, from the first on, is a header.
    pub naming: usize,
    /// Which of the cells of a row is which column, in a file without a header; none where nothing reads.
    pub guess: fn(&[String]) -> Option<Vec<Option<usize>>>,
    /// So many columns stand in their order where nothing else is known.
    pub in_order: usize,
}

/// The names of the column that holds a number (CONTRACTS A, "import").
const NUMBER: &[&str] = &["phone_number", "phone", "number"];

impl Shape {
    /// A file of numbers, with their carriers and line types.
    pub fn numbers() -> Shape {
        let columns = vec![NUMBER, &["carrier"], &["type", "line_type"]];
        let guess = |cells: &[String]| {
            let number = number(cells)?;
            // Without names: as CONTRACTS has them in a row, unless the number stands elsewhere.
            let behind = |place| (number == 0).then_some(place);
            Some(vec![Some(number), behind(1), behind(2)])
        };
        Shape { columns, naming: 1, guess, in_order: 3 }
    }

    /// A file of which each row says something of a number; without names there are numbers alone.
    pub fn of_numbers(others: &[&'static [&'static str]]) -> Shape {
        let columns = std::iter::once(NUMBER).chain(others.iter().copied()).collect();
        Shape { columns, naming: 1, guess: |cells| Some(vec![Some(number(cells)?)]), in_order: 1 }
    }

    /// The name by which a column is called.
    pub fn name(&self, column: usize) -> &'static str {
        self.columns.get(column).and_then(|names| names.first()).copied().unwrap_or_default()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> + use<'_> {
        (0..self.columns.len()).map(|column| self.name(column))
    }

    /// Whether a row names what stands below it.
    pub(super) fn is_header(&self, cells: &[String]) -> bool {
        self.columns.iter().take(self.naming).any(|names| find(cells, names).is_some())
    }

    /// The places of the columns in a file without a header.
    pub(super) fn bare(&self, cells: &[String]) -> Vec<Option<usize>> {
        let mut places =
            (self.guess)(cells).unwrap_or_else(|| (0..self.in_order).map(Some).collect::<Vec<Option<usize>>>());
        places.resize(self.columns.len(), None);
        places
    }
}

/// The first cell in which a number reads.
fn number(cells: &[String]) -> Option<usize> {
    cells.iter().position(|cell| cell.parse::<PhoneNumber>().is_ok())
}
