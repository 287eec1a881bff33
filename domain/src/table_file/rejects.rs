//! The file of the rows that an import did not take. It is CSV with known names, so it imports once its rows are mended;
//! the columns that say where and why are left alone then.

use super::write::quoted;
use super::{Entry, Rejection, guard};
use std::borrow::Cow;

/// The first line of the file.
pub const REJECTS_HEADER: &str = "phone_number,carrier,type,row,reason\r\n";

/// The line of an entry that was not taken.
pub fn reject_line(out: &mut Vec<u8>, entry: &Entry, rejection: &Rejection) {
    for typed in &entry.typed {
        out.extend_from_slice(cell(typed).as_bytes());
        out.push(b',');
    }
    out.extend_from_slice(format!("{},{}\r\n", entry.row, cell(&rejection.reason())).as_bytes());
}

fn cell(text: &str) -> Cow<'_, str> {
    match guard::guard(text) {
        Cow::Owned(guarded) => Cow::Owned(quoted(Cow::Borrowed(&guarded)).into_owned()),
        Cow::Borrowed(text) => quoted(Cow::Borrowed(text)),
    }
}
