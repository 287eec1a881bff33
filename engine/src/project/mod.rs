//! Projects: named pools of a tenant's numbers.

mod activity;
mod create;
mod get;
mod list;

pub use activity::activity;
pub use create::create;
pub(crate) use get::find;
pub use get::get;
pub use list::{ProjectLine, Query, count, list};
