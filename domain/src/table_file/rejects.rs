//! The file of the rows that an import did not take. It is CSV with known names, so it imports once its rows are mended;
//! the columns that say where and why are left alone then, and so are the ones that the import had no use for: they stand
//! at the end, that nothing of a row is lost.

use super::write::quoted;
use super::{Cells, Column, Entry, Mapping, Rejection, Shape, guard};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The columns that every file of rejected rows has behind those of its import.
const TOLD: [&str; 2] = ["row", "reason"];
/// The column of what an object has beside them, as JSON: each object may have other members.
const MEMBERS: &str = "other";

/// The columns of a file that an import leaves alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherColumns {
    /// The import's own.
    own: Vec<String>,
    /// Those of the mapping; the rest is other.
    mapped: Vec<Column>,
    names: Vec<String>,
    /// The file is itself one of rejected rows: its row and reason are told anew.
    again: bool,
}

impl OtherColumns {
    /// Of a file that has shown no row yet.
    pub fn unknown(shape: &Shape) -> Self {
        Self { own: shape.names().map(str::to_owned).collect(), ..Self::default() }
    }

    /// Learns the columns from the first row, which may be their header.
    pub(super) fn of(shape: &Shape, first: &Cells, mapping: &Mapping, header: bool) -> Self {
        let mut others = Self::unknown(shape);
        others.mapped = mapping.columns.iter().flatten().cloned().collect();
        let told = others.told();
        others.again = header && matches!(first, Cells::InOrder(cells) if cells.iter().take(told.len()).eq(&told));
        others.names = match first {
            Cells::InOrder(cells) => {
                let named = |place: usize, cell: &str| match cell.trim() {
                    name if header && !name.is_empty() => name.to_owned(),
                    _ => format!("column_{}", place + 1),
                };
                let left = cells.iter().enumerate().filter(|(place, _)| !others.is_mapped(*place));
                left.map(|(place, cell)| named(place, cell)).collect()
            }
            Cells::Named(_) => vec![MEMBERS.to_owned()],
            Cells::Broken { .. } => Vec::new(),
        };
        others
    }

    fn told(&self) -> Vec<String> {
        self.own.iter().cloned().chain(TOLD.map(str::to_owned)).collect()
    }

    fn is_mapped(&self, place: usize) -> bool {
        self.mapped.contains(&Column::At(place)) || (self.again && place < self.own.len() + TOLD.len())
    }

    /// The first line of the file.
    pub fn header(&self) -> String {
        let names = self.own.iter().map(String::as_str).chain(TOLD).chain(self.names.iter().map(String::as_str));
        names.map(cell).collect::<Vec<_>>().join(",") + "\r\n"
    }

    /// The line of an entry that was not taken.
    pub fn line(&self, out: &mut Vec<u8>, entry: &Entry, rejection: &Rejection) {
        // What could not be divided into cells is no name and no number: it stands behind them, or it would be imported so.
        let broken = matches!(entry.cells, Cells::Broken { .. });
        for typed in &entry.typed {
            if !broken {
                out.extend_from_slice(cell(typed).as_bytes());
            }
            out.push(b',');
        }
        out.extend_from_slice(format!("{},{}", entry.row, cell(&rejection.reason)).as_bytes());
        for other in self.cells(&entry.cells) {
            out.push(b',');
            out.extend_from_slice(cell(&other).as_bytes());
        }
        out.extend_from_slice(b"\r\n");
    }

    /// What a row has in the other columns; one that is longer than the first keeps all it has.
    fn cells<'a>(&self, cells: &'a Cells) -> Vec<Cow<'a, str>> {
        match cells {
            Cells::InOrder(cells) => {
                let others = cells.iter().enumerate().filter(|(place, _)| !self.is_mapped(*place));
                others.map(|(_, cell)| Cow::Borrowed(guard::unguard(cell))).collect()
            }
            Cells::Named(members) => {
                let is_mapped = |name: &str| self.mapped.iter().any(|column| column.is_named(name));
                let others: serde_json::Map<_, _> = members
                    .iter()
                    .filter(|(name, _)| !is_mapped(name))
                    .map(|(name, text)| (name.clone(), text.clone().into()))
                    .collect();
                if others.is_empty() {
                    Vec::new()
                } else {
                    vec![Cow::Owned(serde_json::Value::from(others).to_string())]
                }
            }
            Cells::Broken { begins, .. } => vec![Cow::Borrowed(begins)],
        }
    }
}

fn cell(text: &str) -> Cow<'_, str> {
    match guard::guard(text) {
        Cow::Owned(guarded) => Cow::Owned(quoted(Cow::Borrowed(&guarded)).into_owned()),
        Cow::Borrowed(text) => quoted(Cow::Borrowed(text)),
    }
}
