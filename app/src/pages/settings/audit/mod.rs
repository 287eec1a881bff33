//! The audit: who did what, when, from where; one entry's before and after; a file of what a filter matches.

pub mod list;
mod panel;
