//! Exports: the records that match a filter as a file, by a job.

mod rows;
mod start;

pub use start::{ExportStarted, export};

pub(crate) use rows::Selection;
pub(crate) use start::Params;
