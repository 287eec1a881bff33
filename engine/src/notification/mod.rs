//! What of a person's jobs ended while they were away: one line a job, written in the transaction of its end
//! (`queue::ended`); and which of their calls begins (`job/kind/watch_calls.rs`). Kept for a stated time.

mod keep;
mod list;
mod read;

pub use keep::kept_for;
pub use list::{About, Notification, list, unread};
pub(crate) use read::forget_old;
pub use read::{read, read_all, read_call};
