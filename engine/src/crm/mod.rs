//! Contacts, companies, leads and deals: the records of a small CRM, in one set of verbs over four tables.
//!
//! The kinds differ in columns alone (`table.rs`), so a verb is written once and takes the kind; what only one kind can do
//! ([`merge`], [`convert`]) says so. Each change writes the record, what it is found by (`write.rs`), a line of its timeline
//! and an audit entry in one transaction. Lists choose their way by how many records a condition names (`reach.rs`).

mod bring;
mod change_many;
mod convert;
mod count;
mod create;
mod deeds;
mod delete;
mod duplicates;
mod edit;
mod export;
mod get;
mod lane;
mod list;
mod merge;
mod note;
mod owners;
mod purge;
mod reach;
mod resolve;
mod table;
mod undo_many;
mod write;

pub(crate) use bring::{Brought, Stored, store};
pub(crate) use change_many::ChangeParams;
pub use change_many::{Change, change_many, confirm};
pub use convert::{Converted, convert};
pub use count::{count, count_exact};
pub use create::create;
pub use delete::{delete, restore};
pub use duplicates::{Duplicate, duplicates, namesakes};
pub use edit::{Edited, edit};
pub use export::{ExportStarted, export};
pub(crate) use export::{Params as ExportParams, Selection as ExportSelection};
pub(crate) use get::find;
pub use get::get;
pub use list::list;
pub use merge::merge;
pub use note::note;
pub use owners::owners;
pub use purge::KEPT;
pub(crate) use purge::purge;
pub(crate) use reach::reach;
pub(crate) use table::table;
pub use undo_many::{LeftRecord, left_records, undo_many, undoable_until};
