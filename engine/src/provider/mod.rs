//! Whoever places calls: the trait [`CallProvider`], the HTTP flavour, Twilio's, and the accounts that companies have with
//! them.
//!
//! A provider is asked outside any transaction. What it answers is one of a few words ([`Placing`], [`Looked`]); what is
//! not understood is *unknown*, and an unknown call is looked up, never placed again blindly. Addresses that companies give
//! never lead to private networks ([`reach`]).

mod accounts;
mod answer;
mod create;
mod edit;
mod get;
mod http;
mod list;
pub mod reach;
mod remove;
mod rotate_key;
pub mod signature;
mod test_call;
mod test_row;
mod twilio;
pub mod twilio_signature;

pub(crate) use accounts::{Account, Accounts, failed, works};
pub use create::{Created, create};
pub use edit::{Edited, edit};
pub use get::{Provider, get};
pub use http::{HttpProvider, client as http_client};
pub use list::list;
pub use remove::remove;
pub use rotate_key::rotate_key;
pub use test_call::{TestCall, test_call};
pub(crate) use test_row::told as test_told;
pub use test_row::{TestStanding, tests};
pub use twilio::{TwilioAccount, TwilioProvider};

use crate::Engine;
use domain::dial::Outcome;
use domain::id::CampaignId;
use domain::phone::PhoneNumber;
use std::time::Duration;
use time::OffsetDateTime;
use uuid::Uuid;

/// One call that is to be placed.
#[derive(Debug, Clone)]
pub struct PlaceCall {
    /// The attempt: asked with one key a second time, a provider that knows keys places nothing new. Twilio knows none, so
    /// nobody asks a second time.
    pub key: Uuid,
    /// The dial, as programs know it.
    pub call_id: Uuid,
    pub number: PhoneNumber,
    /// What is shown to whoever is called; `None`: the provider's own.
    pub caller_id: Option<PhoneNumber>,
    pub campaign: CampaignId,
    pub campaign_name: String,
    /// What is said: an address or a flow's id; the provider's matter.
    pub answer_url: String,
    /// For how long it rings at least before it is given up, in seconds, where the law says so.
    pub min_ring_seconds: Option<u32>,
    /// Where the provider tells what becomes of it.
    pub callback_url: String,
    /// When the call is ended at the latest.
    pub longest: time::Duration,
}

impl PlaceCall {
    /// What stands for the campaign of a call by which somebody tries a provider out: no campaign has this id.
    pub const NO_CAMPAIGN: CampaignId = CampaignId(0);

    /// Whether somebody tries the provider out: no campaign says what is said.
    pub fn is_test(&self) -> bool {
        self.campaign == PlaceCall::NO_CAMPAIGN
    }
}

/// Where a provider tells what becomes of an attempt. Twilio signs this address, so it is put together here alone.
pub(crate) fn callback_url(engine: &Engine, attempt: Uuid) -> String {
    format!("{}/api/v1/callback/?attempt={attempt}", engine.settings().dialling.public_url)
}

/// An attempt that a provider is asked about, by all that it may be known by.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The dial, as programs know it.
    pub call_id: Uuid,
    /// The attempt.
    pub key: Uuid,
    pub number: PhoneNumber,
    /// When the attempt was written down, just before the provider was asked for it.
    pub since: OffsetDateTime,
    /// The provider's id of it, where that is known.
    pub external_id: Option<String>,
    /// The provider's ids of other attempts to the number, where this one's is not known: none of them is it.
    pub others: Vec<String>,
}

/// What a provider answers to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placing {
    /// It took the call and knows it by this id.
    Placed(String),
    /// It will not place this call, whenever it is asked.
    Refused(String),
    /// It takes no call now, and placed none: another time.
    Busy(Option<Duration>),
    /// It was never reached or lets nobody in, so nothing was placed.
    Away(String),
    /// Nobody knows whether it was placed.
    Unknown(String),
}

/// What a provider knows of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked {
    /// It never heard of this attempt.
    Nothing,
    /// The call goes on.
    Live { external_id: Option<String>, answered: bool },
    /// The call is over.
    Over { external_id: Option<String>, outcome: Outcome, seconds: Option<u32>, detail: Option<String> },
    /// It answers, and what it answers does not say, or not yet, which call it is. That is no failure of the provider.
    Unsure(String),
    /// It can't say, or can't be asked.
    Unknown(String),
}

/// Somebody who places calls.
#[async_trait::async_trait]
pub trait CallProvider: Send + Sync {
    /// Asks for a call.
    async fn place(&self, call: &PlaceCall) -> Placing;
    /// Asks what became of an attempt.
    async fn look_up(&self, asked: &Asked) -> Looked;
    /// Ends a call; whether the provider says that it did.
    async fn hang_up(&self, asked: &Asked) -> bool;
}
