//! Jobs: the list, one job, and what can be done with it.

pub mod act;
mod files;
pub mod list;
pub mod show;
