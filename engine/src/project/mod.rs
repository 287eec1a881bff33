//! Projects: named pools of a tenant's numbers.

mod activity;
mod analytics;
mod archive;
mod create;
mod delete;
mod edit;
mod get;
mod list;

pub use activity::activity;
pub use analytics::{Analytics, analytics};
pub use archive::{archive, unarchive};
pub use create::create;
pub(crate) use delete::DeleteParams;
pub use delete::{DeletedProject, delete};
pub use edit::{Edited, edit};
pub use get::get;
pub(crate) use get::{find, hold};
pub use list::{ProjectLine, count, count_exact, list};
