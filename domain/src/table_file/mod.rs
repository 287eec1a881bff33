//! Tables in files: what an export writes and what an import reads, whatever the format and whatever the rows are of.
//!
//! Nothing here does IO. A writer appends rows to bytes; a reader takes pieces of a file, cut at any byte, and gives rows,
//! each with the place to go on from, so that a job needs a piece in memory and never the file. Where the bytes lie, and
//! what becomes of the rows, is the engine's. The reasons behind the formats are in docs/decisions/0017.
//!
//! To add a format: its word in [`FileFormat`], how a row is written in `write.rs`, and, where it can be imported, how its
//! rows are found in `rows/`. To import rows of another kind: its [`Shape`], and how a row is read; to export them, [`Exported`].

mod entry;
mod export_draft;
mod exported;
mod field;
mod format;
mod given;
pub mod guard;
mod mapping;
mod preview;
mod rejects;
mod rows;
mod seen;
mod shape;
mod write;

pub use entry::{Entry, Place, Rejection, TableReader};
pub use export_draft::{ExportDraft, ExportRequest};
pub use exported::{Cell, Exported};
pub use field::{ExportField, NumberCells};
pub use format::FileFormat;
pub(crate) use given::plain;
pub use given::{Given, number_of};
pub(crate) use guard::{guard, unguard};
pub use mapping::{Column, Mapping};
pub use preview::{PREVIEW_BYTES, Preview, Unreadable, sniff};
pub use rejects::OtherColumns;
pub use rows::{Cells, MAX_ROW, Position, Row, RowReader};
pub use seen::SeenNumbers;
pub use shape::Shape;
pub use write::RowWriter;
