//! A row of a table of consents.

use super::{ConsentDraft, Terms, TermsDraft};
use crate::phone::PhoneNumber;
use crate::table_file::{Shape, plain};
use time::{OffsetDateTime, PrimitiveDateTime};

/// The columns behind the number's, each with the names it goes by.
const COLUMNS: [&[&str]; 5] = [
    &["kind", "consent_kind", "type"],
    &["source"],
    &["given_at", "time", "date"],
    &["expires_at", "expires"],
    &["proof"],
];

/// A file of consents.
pub fn consent_shape() -> Shape {
    Shape::of_numbers(&COLUMNS)
}

/// The number and the terms of a row, whose cells are in the order of [`consent_shape`]; an empty cell is as `usual` says.
///
/// # Errors
/// What is wrong, in words.
pub fn consent_of_row(
    cells: &[String],
    usual: &TermsDraft,
    now: OffsetDateTime,
    here: impl Fn(PrimitiveDateTime) -> OffsetDateTime,
) -> Result<(PhoneNumber, Terms), String> {
    let cell = |place: usize, usual: &str| match cells.get(place).map_or("", |cell| cell.trim()) {
        "" => usual.to_owned(),
        typed => typed.to_owned(),
    };
    let draft = ConsentDraft {
        phone_number: plain(&cell(0, "")).into_owned(),
        terms: TermsDraft {
            kind: cell(1, &usual.kind),
            source: cell(2, &usual.source),
            given_at: cell(3, &usual.given_at),
            expires_at: cell(4, &usual.expires_at),
            proof: cell(5, &usual.proof),
        },
    };
    draft.check(now, here).map_err(|errors| {
        let texts: Vec<&str> = errors.iter().flat_map(|(_, texts)| texts.iter().map(String::as_str)).collect();
        texts.join(" ")
    })
}
