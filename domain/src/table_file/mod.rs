//! Files of numbers: what an export writes and what an import reads, whatever the format.
//!
//! Nothing here does IO. A writer appends rows to bytes; a reader takes pieces of a file, cut at any byte, and gives rows,
//! each with the place to go on from, so that a job needs a piece in memory and never the file. Where the bytes lie, and
//! what becomes of the rows, is the engine's. The reasons behind the formats are in docs/decisions/0017.
//!
//! To add a format: its word in [`FileFormat`], how a row is written in `write.rs`, and, where it can be imported, how its
//! rows are found in `rows/`.

mod entry;
mod export_draft;
mod field;
mod format;
pub mod guard;
mod mapping;
mod named_rows;
mod preview;
mod rejects;
mod rows;
mod seen;
mod write;

pub use entry::{Entry, Given, NumberReader, Place, Rejection};
pub use export_draft::{ExportDraft, ExportRequest};
pub use field::{Cell, ExportColumn, ExportField, ExportRow, NumberCells};
pub use format::FileFormat;
pub(crate) use guard::{guard, unguard};
pub use mapping::{Column, Mapping};
pub use named_rows::{NamedPlace, NamedRow, NamedRows, named_reject_line, named_rejects_header};
pub use preview::{PREVIEW_BYTES, Preview, Unreadable, sniff};
pub use rejects::OtherColumns;
pub use rows::{Cells, MAX_ROW, Position, Row, RowReader};
pub use seen::SeenNumbers;
pub use write::RowWriter;
