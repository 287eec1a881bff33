//! Calls: lists, one call, what is done to one and to many, their figures, and calls for a demonstration.
//!
//! Each change writes the call, what it is found by (`write.rs`), a line of its timeline and an audit entry in one
//! transaction. "Mine", "today" and a time without an offset are those of whoever acts (`crate::here`). Lists choose their way by
//! how many calls a condition names (`lane.rs`, [`crate::reach`]).

mod board;
mod change_many;
mod clean;
mod clone;
mod create;
mod deeds;
mod delete;
mod edit;
mod export;
mod faults;
mod favourite;
mod generate;
mod get;
mod lane;
mod leave;
mod list;
mod note;
mod purge;
mod purposes;
mod resolve;
mod set_status;
mod statistics;
mod table;
mod tally;
mod undo_many;
mod watch;
mod write;

pub use board::{Column, board};
pub(crate) use change_many::ChangeParams;
pub use change_many::{change_many, confirm, would_leave};
pub(crate) use clean::CleanParams;
pub use clean::{Batch, CONFIRM, CleanUp, Cleaning, DemoFigures, clean, demo_figures};
pub use clone::clone;
pub use create::{Created, Duplicate, create, create_double};
pub use deeds::Change;
pub use delete::{delete, restore};
pub use edit::{Edited, edit};
pub use export::export;
pub use faults::faults;
pub use favourite::favourite;
pub(crate) use generate::GenerateParams;
pub use generate::{Generating, generate};
pub use get::{get, named};
pub(crate) use lane::reach;
pub(crate) use leave::{Left, leave};
pub use list::{count, count_exact, list};
pub use note::note;
pub(crate) use purge::purge;
pub use purposes::{add_purpose, purposes};
pub use set_status::set_status;
pub use statistics::{Card, Statistics, period, statistics};
pub(crate) use table::{COLUMNS, Row, select};
pub(crate) use tally::compact;
pub use undo_many::{LeftCall, left_calls, undo_many, undoable_until};
pub(crate) use watch::{fall_due, remind};
