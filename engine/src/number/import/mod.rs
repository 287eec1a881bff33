//! Imports of numbers: [`crate::import`] for a project, with its quota and the validation that follows.

mod preview;
mod start;
mod upload;

pub use preview::preview;
pub use start::{ImportDraft, ImportStarted, import};
pub use upload::upload;
