//! Imports: a file is brought, looked at, and taken in by a job; a dry run tells beforehand what would come of it.

mod preview;
mod start;
mod upload;

pub use preview::{ImportPreview, preview};
pub use start::{ImportDraft, ImportStarted, import};
pub use upload::{discard, upload};

pub(crate) use start::Params;
