//! Whom a campaign calls: put on its list one by one, from a project or from contacts; each with the verdict of the last look.

mod add;
mod list;
mod look;
mod remove;

pub use add::{ADDED_MAX, Added, add_from_contacts, add_from_project, add_numbers};
pub use list::{CampaignContact, count, count_exact, list};
pub(super) use look::look_again;
pub(crate) use look::look_at_new_ones;
pub use remove::remove;
