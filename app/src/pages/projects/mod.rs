//! Projects: the list, one project, making, changing, archiving and deleting one.

pub mod archive;
pub mod delete;
pub mod edit;
mod fields;
pub mod list;
pub mod new;
pub mod show;
