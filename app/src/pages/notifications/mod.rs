//! What of one's own jobs ended: the list, and marking it as read.

pub mod list;
pub mod read;
