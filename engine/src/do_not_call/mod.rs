//! Do-not-call lists: the installation's, a company's, and those of its campaigns. What is on one is not dialled, whatever
//! else is known of it, from the commit that put it there.
//!
//! A number leaves a list with a reason, and its entry stays as history, which the tables themselves see to. Asking whether a
//! number is on a list is one probe of a unique index, however long the list; [`stopped_by`] is the same for a statement
//! about many numbers at once.

mod add;
mod list;
mod look_up;
mod remove;
mod table;

pub use add::{Added, add};
pub use list::{count, count_exact, list};
pub use look_up::{OnList, look_up};
pub use remove::remove;

pub(crate) use add::{New, put, put_each};
pub(crate) use table::{Table, allow_adding, stopped_by, there};
