//! Changes of many records, bound to what somebody confirmed and taken back exactly: what contacts, companies, leads, deals
//! and calls have in common. The verbs are in the folders of what they change, the jobs in `job/kind/edit_many.rs` and
//! `undo_many.rs`.
//!
//! A confirmation is a digest of ids and versions. The job writes the records down that match when it begins
//! (`record_selection`), and goes no further if they are others; it keeps what each was (`record_before`), and lists those
//! that somebody changed meanwhile (`record_left`).

mod changes;
mod chosen;
mod left;
mod owner_and_tags;
mod purge;
mod steps;
mod undo;

pub(crate) use changes::Changes;
pub(crate) use chosen::{keep, look};
pub(crate) use left::{Left, left};
pub(crate) use owner_and_tags::{person_name, words_of_tagging, words_of_untagging};
pub(crate) use purge::forget_deleted;
pub(crate) use steps::{Deed, Target, Undoing, change, edit_sql, undo_sql};
pub(crate) use undo::{Taking, forget_before, queue_undo, undoable_until};
