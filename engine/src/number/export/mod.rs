//! Exports: a project's numbers as a file, small ones at once and all others by a job.

mod now;
mod rows;
mod start;

pub use now::{Content, NOW_MAX, export_now};
pub use start::{ExportStarted, export};

pub(crate) use rows::Selection;
pub(crate) use start::Params;
