//! Campaigns: the list, making and changing one, and one as it goes.

mod abandoned;
pub mod add;
pub mod contacts;
mod days;
pub mod dial;
mod dial_line;
pub mod dials;
mod draft;
pub mod edit;
pub mod explain;
mod fields;
pub mod history;
pub mod list;
pub mod new;
mod policy_field;
pub mod put;
pub mod report;
pub mod show;
pub mod simulate;
pub mod steer;
pub(super) mod tabs;
mod windows;

use crate::request::{Request, Stop};
use domain::Right;

/// Lets a page be shown to who may make and change campaigns, so that nobody fills in a form in vain.
fn may_change(request: &Request) -> Result<(), Stop> {
    if request.scope()?.may(Right::ChangeCampaigns) {
        return Ok(());
    }
    Err(engine::Error::Denied("Making and changing campaigns takes the role agent or above.".to_owned()).into())
}
