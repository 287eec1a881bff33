//! A campaign: who is called, through which provider, in which hours and how often.
//!
//! Its states stand in [`CampaignState`]; what somebody types is a [`CampaignDraft`], and [`CampaignDraft::check`] says at
//! each field what is wrong with it. What becomes of each contact is a dial's matter ([`crate::dial`]).

mod draft;
mod figures;
mod history;
mod number_file;
mod report;
mod state;

pub use draft::{CampaignDraft, CampaignText, DESCRIPTION_MAX, NAME_MAX};
pub use figures::{Figures, HeldUp, Minute, NOT_LOOKED_AT, WAITS_FOR_PROGRAM, WAITS_FOR_RETRY, WAITS_FOR_TURN};
pub use history::{CampaignHour, HISTORY_DAYS_MAX, HistoryDraft};
pub use number_file::{NUMBER_FILE_MAX, NoText, numbers_of_file, text_of_file};
pub use report::{LocalHours, REPORT_DAYS_MAX, ReportDays, ReportDraft};
pub use state::{CampaignAction, CampaignState, Illegal};
