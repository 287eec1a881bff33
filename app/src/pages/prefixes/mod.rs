//! The prefix table: the codes with filters, one code with its history, the versions and what changed between two, where
//! brands come from, and importing the files it is made of.

pub mod brands;
mod change;
pub mod changes;
pub mod compare;
pub mod import;
pub mod list;
pub(super) mod provenance;
pub mod show;
mod sources;
mod tabs;
pub mod versions;
