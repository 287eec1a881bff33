//! Calls: what a conversation was about, who held it and for whom (CONTRACTS B).
//!
//! [`Field`] is the table that forms, REST, files and timelines read. To add a field: its variant and line in `field.rs`, its
//! check in `draft.rs`, its place in [`Content`] and [`Call`], its column in the schema and in the engine.

mod content;
mod demo;
mod direction;
mod draft;
mod duration;
mod export;
mod field;
mod import;
mod log_line;
mod party;
mod purpose;
mod record;
mod status;
mod view;
mod when;
mod words;

pub use content::Content;
pub use demo::{DemoCall, DemoDraft, demo_call, demo_start};
pub use direction::Direction;
pub use draft::{Draft, STATUSES};
pub use duration::{LONGEST, print_duration, read_duration};
pub use export::{CallColumn, CallExportDraft, CallExportRequest};
pub use field::Field;
pub use import::{call_of_row, call_shape};
pub use log_line::LogLine;
pub use party::{Party, party_of_word, party_word};
pub use purpose::{DEMO_PURPOSES, MAX_PURPOSE, Purpose, PurposeWish, SHIPPED_PURPOSES};
pub use record::Call;
pub use status::Status;
pub use view::{VIEWS, View, view_of_word};
pub use when::When;
pub use words::words_of;

/// What is said to be equal of two calls with the same subject, for the same record, at the same start (CONTRACTS B).
pub const DUPLICATE_FIELDS: [&str; 2] = ["subject", "call_for"];
