//! The numbers of a project: the list with a number's panel and saved views, generating them,
//! changing many at once, and their figures.

pub mod capacity;
pub mod change;
pub mod generate;
pub mod list;
mod panel;
pub mod statistics;
pub mod views;
