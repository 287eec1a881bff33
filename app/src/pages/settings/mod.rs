//! Settings of a company and of a person in it; a folder for each subject.

pub mod audit;
pub mod members;
pub mod roles;
pub(super) mod tabs;
pub mod tokens;
