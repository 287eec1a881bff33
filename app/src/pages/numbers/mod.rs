//! The numbers of a project: the list with a number's panel and saved views, generating them,
//! changing many at once, bringing them from files and into files, and their figures.

pub mod by_project;
pub mod capacity;
pub mod change;
pub mod consent;
pub mod export;
pub mod generate;
pub mod import;
pub mod import_file;
pub mod list;
mod panel;
pub mod statistics;
