//! Contacts, companies, leads and deals: the records of a small CRM.
//!
//! The four differ in their fields and stages, and in nothing else: [`Field::of`] and [`Kind::stages`] are the tables that
//! pages, REST, files and timelines read. To add a field: its variant and line in `field.rs`, its check in `draft.rs`, its
//! place in [`Content`] and [`Record`], its column in the schema and in the engine.

mod column;
mod draft;
mod field;
mod import;
mod kind;
mod merge;
mod money;
mod record;
mod reference;
mod search;

pub use column::{RecordCells, RecordColumn, RecordExportDraft};
pub use draft::{Content, Draft, Phone, PhoneLabel};
pub use field::{Field, MAX_NOTE, MAX_PHONES, MAX_TAGS};
pub use import::{Doubles, ImportColumn, draft_of_row, record_shape};
pub use kind::Kind;
pub use merge::{Keep, MergeDraft};
pub use money::{CURRENCIES, Money};
pub use record::{Named, Record};
pub use reference::Reference;
pub use search::{Search, words_of};
pub(crate) use search::{tag_word, words};
