//! Jobs: the list, one job, and what can be done with it.

pub mod act;
mod files;
pub mod list;
mod records;
pub mod show;
