//! Campaigns: made, changed and steered; whom they call.
//!
//! A campaign that runs dials by itself ([`crate::dial`]); here stands what people and programs do to it. Its states and the
//! lawful ways between them are `domain::campaign::CampaignState`.

mod complete;
pub mod contact;
mod count_hours;
mod create;
mod dry_run;
mod edit;
mod explain;
mod figures;
mod get;
mod history;
mod list;
mod policies;
mod policy;
mod policy_version;
mod preview;
mod reach;
mod remove;
pub mod report;
mod setting;
pub(crate) mod setup;
mod simulate;
mod simulation_log;
mod steer;

pub(crate) use complete::{complete_those_that_are_over, start_those_that_are_due};
pub use count_hours::count_hours;
pub use create::create;
pub use dry_run::{DRY_RUN_MAX, DryRun, Sample, dry_run};
pub use edit::{Edited, edit};
pub use explain::{Explained, OUTLOOK_DAYS, OpenDial, explain};
pub use figures::figures;
pub(crate) use get::lock;
pub use get::{Campaign, get};
pub use history::{History, history};
pub use list::{CampaignLine, count, count_exact, list};
pub(crate) use policies::Policies;
pub use policy::{KeptPolicy, NOTE_MAX, PolicyLevel, PolicyOf, may_save, policy, save_policy};
pub use policy_version::{PolicyVersion, VersionBeside, policy_version};
pub use preview::{Preview, preview};
pub use remove::remove;
pub use setting::{Setting, draft_of};
pub(crate) use setup::Setup;
pub use simulate::{SIMULATED_MAX, Simulated, Wanted, simulate};
pub use simulation_log::simulation_log;
pub(crate) use steer::reopen;
pub use steer::steer;
