//! The companies of the installation: the list, making one, one with its use and its limits, acting in it.

pub mod act;
pub mod limits;
pub mod list;
pub mod new;
pub mod show;
