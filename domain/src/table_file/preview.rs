//! The first rows of a file, for somebody who says which column is what.

use super::{Cells, Column, FileFormat, Mapping, Position, Row, RowReader, Shape};

/// So much of a file is enough for a preview, in bytes.
pub const PREVIEW_BYTES: usize = 64 * 1024;
/// Rows of a preview.
const ROWS: usize = 8;
/// Columns of a preview.
const COLUMNS: usize = 30;

/// What a file begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Names of the columns; "Column 1" where the file has none.
    pub columns: Vec<String>,
    /// The first rows without the header, each as long as `columns`.
    pub rows: Vec<Vec<String>>,
    /// What is proposed: whether the first row holds names, and the place in `columns` of each column of the shape.
    pub header: bool,
    pub proposed: Vec<Option<usize>>,
    /// Whether columns go by name, as in JSON.
    pub named: bool,
}

/// Why a file can't be imported at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("This is a spreadsheet or an archive. Save the sheet as CSV and import that.")]
    Packed,
    #[error("The file is written in UTF-16. Save it as UTF-8 and import that.")]
    Utf16,
    #[error("This is no text file. Import a CSV, text or JSON file.")]
    Binary,
    #[error("There is no row in the file.")]
    NoRow,
}

/// Looks whether a file's beginning can be one of a table at all.
///
/// # Errors
/// [`Unreadable`], which says what to do instead.
pub fn sniff(beginning: &[u8]) -> Result<(), Unreadable> {
    if beginning.starts_with(b"PK\x03\x04")
        || beginning.starts_with(b"\xd0\xcf\x11\xe0")
        || beginning.starts_with(b"\x1f\x8b")
    {
        return Err(Unreadable::Packed);
    }
    if beginning.starts_with(b"\xff\xfe") || beginning.starts_with(b"\xfe\xff") {
        return Err(Unreadable::Utf16);
    }
    // A picture or a program has many of them; a table has one at most where somebody's system slipped.
    let control = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0c);
    let looked = &beginning[..beginning.len().min(1_024)];
    if looked.iter().filter(control).count() > looked.len() / 20 {
        return Err(Unreadable::Binary);
    }
    Ok(())
}

impl Preview {
    /// The preview of a file by its first bytes; `whole` when they are all there are.
    ///
    /// # Errors
    /// [`Unreadable`] when it holds no rows of any kind.
    pub fn of(shape: &Shape, format: FileFormat, beginning: &[u8], whole: bool) -> Result<Preview, Unreadable> {
        sniff(beginning)?;
        let mut reader = RowReader::new(format, Position::default());
        reader.push(beginning);
        if whole {
            reader.end();
        }
        let rows: Vec<Row> = std::iter::from_fn(|| reader.next_row()).take(ROWS + 1).collect();
        let first = rows.first().ok_or(Unreadable::NoRow)?;
        let named = matches!(first.cells, Cells::Named(_));
        let mut preview =
            if named { Preview::by_name(shape, first, &rows) } else { Preview::by_place(shape, first, &rows) };
        preview.guess(shape);
        Ok(preview)
    }

    fn by_name(shape: &Shape, first: &Row, rows: &[Row]) -> Preview {
        let mut columns: Vec<String> = Vec::new();
        for row in rows {
            let Cells::Named(cells) = &row.cells else { continue };
            for (name, _) in cells {
                if columns.len() < COLUMNS && !columns.contains(name) {
                    columns.push(name.clone());
                }
            }
        }
        let place = |column: Option<Column>| {
            columns.iter().position(|name| column.as_ref().is_some_and(|column| column.is_named(name)))
        };
        let proposed = Mapping::of(shape, first).columns.into_iter().map(place).collect();
        let rows = rows
            .iter()
            .take(ROWS)
            .map(|row| {
                columns.iter().map(|name| Column::Named(vec![name.clone()]).cell(&row.cells).to_owned()).collect()
            })
            .collect();
        Preview { columns, rows, header: false, proposed, named: true }
    }

    fn by_place(shape: &Shape, first: &Row, rows: &[Row]) -> Preview {
        let cells = |row: &Row| match &row.cells {
            Cells::InOrder(cells) => cells.clone(),
            Cells::Broken { begins, .. } => vec![begins.clone()],
            Cells::Named(_) => Vec::new(),
        };
        let all: Vec<Vec<String>> = rows.iter().map(cells).collect();
        let width = all.iter().map(Vec::len).max().unwrap_or(1).min(COLUMNS);
        // Names that are not known have no figures in them.
        let names =
            all.first().is_some_and(|first| !first.iter().any(|cell| cell.contains(|c: char| c.is_ascii_digit())));
        let known = Mapping::of(shape, first);
        let header = known.header || (names && all.len() > 1);
        // A header that does not name what is needed may name the others.
        let known = match all.first() {
            Some(cells) if header && !known.header => Mapping::of_header(shape, cells),
            _ => known,
        };
        let at = |column: Option<Column>| match column {
            Some(Column::At(place)) if place < width => Some(place),
            _ => None,
        };
        let rest: Vec<Vec<String>> = all
            .iter()
            .skip(usize::from(header))
            .take(ROWS)
            .map(|row| (0..width).map(|place| row.get(place).cloned().unwrap_or_default()).collect())
            .collect();
        let columns = (0..width).map(|place| {
            let name = all.first().filter(|_| header).and_then(|first| first.get(place)).map(|name| name.trim());
            name.filter(|name| !name.is_empty()).map_or_else(|| format!("Column {}", place + 1), str::to_owned)
        });
        let proposed = known.columns.into_iter().map(at).collect();
        Preview { columns: columns.collect(), rows: rest, header, proposed, named: false }
    }

    /// Proposes columns that no name told, by what stands in the first rows.
    fn guess(&mut self, shape: &Shape) {
        let guessed = self.rows.iter().find_map(|row| (shape.guess)(row)).unwrap_or_default();
        for column in 0..shape.naming.min(self.proposed.len()) {
            let place = guessed.get(column).copied().flatten().filter(|place| !self.proposed.contains(&Some(*place)));
            if self.proposed[column].is_none() {
                self.proposed[column] = place;
            }
        }
        if shape.naming == 1 && self.proposed.first() == Some(&None) {
            self.proposed[0] = Some(0);
        }
    }

    /// The column at `place` as a mapping names it.
    pub fn column(&self, place: usize) -> Option<Column> {
        let name = self.columns.get(place)?;
        Some(if self.named { Column::Named(vec![name.clone()]) } else { Column::At(place) })
    }
}
