//! What a row has to say of itself to be written into a file.

use std::borrow::Cow;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A row of an export.
pub trait Exported {
    /// One of its columns.
    type Field: Copy;
    /// The title of a document of such rows.
    const TITLE: &'static str;

    /// The column's name in a header, in JSON and in a request.
    fn name(field: Self::Field) -> &'static str;

    /// The column's name for people.
    fn label(field: Self::Field) -> &'static str;

    /// What stands in the column.
    fn cell(&self, field: Self::Field) -> Cell<'_>;
}

/// What stands in one cell.
pub enum Cell<'a> {
    Nothing,
    /// Made by Trunkline from figures and closed lists: it never needs the guard.
    Plain(Cow<'a, str>),
    /// Somebody's words.
    Text(Cow<'a, str>),
    Figure(i64),
    Truth(bool),
    Texts(&'a [String]),
}

impl Cell<'_> {
    /// A text; nothing where it is empty.
    pub fn text(text: &str) -> Cell<'_> {
        if text.is_empty() { Cell::Nothing } else { Cell::Text(Cow::Borrowed(text)) }
    }

    /// A time in RFC 3339.
    pub fn moment(at: Option<OffsetDateTime>) -> Cell<'static> {
        match at.and_then(|at| at.format(&Rfc3339).ok()) {
            Some(text) => Cell::Plain(text.into()),
            None => Cell::Nothing,
        }
    }
}
