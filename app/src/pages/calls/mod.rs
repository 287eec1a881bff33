//! Calls: the list with its views, the board, one call with its timeline, changing many at once, figures, and calls for a
//! demonstration.

pub mod act;
pub mod board;
pub mod change;
pub mod demo;
pub mod edit;
pub mod export;
mod fields;
pub mod list;
pub mod log;
pub mod new;
mod row;
mod sections;
pub mod show;
pub mod statistics;
