//! Projects: the list, and making one.

pub mod list;
pub mod new;
