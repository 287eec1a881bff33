//! The numbers of a project: the list with a number's panel, and generating them.

pub mod capacity;
pub mod generate;
pub mod list;
mod panel;
