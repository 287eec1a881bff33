//! The prefix table: the codes with filters, where they come from, and importing the files they are made of.

pub mod import;
pub mod list;
mod sources;
