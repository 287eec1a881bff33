//! Calls: lists, one call, what is done to one and to many, their figures, and calls for a demonstration.
//!
//! Each change writes the call, what it is found by (`write.rs`), a line of its timeline and an audit entry in one
//! transaction. "Mine", "today" and a time without an offset are those of whoever acts (`here.rs`). Lists choose their way by
//! how many calls a condition names (`lane.rs`, [`crate::reach`]).

mod board;
mod change_many;
mod clone;
mod create;
mod deeds;
mod delete;
mod edit;
mod favourite;
mod get;
mod here;
mod lane;
mod list;
mod note;
mod purposes;
mod resolve;
mod set_status;
mod statistics;
mod table;
mod undo_many;
mod write;

pub use board::{Column, board};
pub(crate) use change_many::ChangeParams;
pub use change_many::{change_many, confirm};
pub use clone::clone;
pub use create::{Created, Duplicate, create};
pub use deeds::Change;
pub use delete::{delete, restore};
pub use edit::{Edited, edit};
pub use favourite::favourite;
pub use get::{get, named};
pub use list::{count, count_exact, list};
pub use note::note;
pub use purposes::{add_purpose, purposes};
pub use set_status::set_status;
pub use statistics::{Card, Statistics, statistics};
pub use undo_many::{LeftCall, left_calls, undo_many, undoable_until};
