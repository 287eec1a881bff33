//! Whoever places calls: the trait [`CallProvider`], the HTTP flavour, and the accounts that companies have with them.
//!
//! A provider is asked outside any transaction. What it answers is one of a few words ([`Placing`], [`Looked`]); what is
//! not understood is *unknown*, and an unknown call is looked up, never placed again blindly. Addresses that companies give
//! never lead to private networks ([`reach`]).

mod accounts;
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

pub(crate) use accounts::{Account, Accounts, failed, works};
pub use create::{Created, create};
pub use edit::{Edited, edit};
pub use get::{Provider, get};
pub use http::{HttpProvider, client as http_client};
pub use list::list;
pub use remove::remove;
pub use rotate_key::rotate_key;
pub use test_call::{TestCall, test_call};

use domain::dial::Outcome;
use domain::id::CampaignId;
use domain::phone::PhoneNumber;
use std::time::Duration;
use uuid::Uuid;

/// One call that is to be placed.
#[derive(Debug, Clone)]
pub struct PlaceCall {
    /// The attempt: asked with one key a second time, a provider places nothing new.
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
    /// It was never reached, so nothing was placed.
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
    Over { external_id: Option<String>, outcome: Outcome, seconds: Option<u32> },
    /// It can't say, or can't be asked.
    Unknown(String),
}

/// Somebody who places calls.
#[async_trait::async_trait]
pub trait CallProvider: Send + Sync {
    /// Asks for a call.
    async fn place(&self, call: &PlaceCall) -> Placing;
    /// Asks what became of an attempt.
    async fn look_up(&self, call_id: Uuid, key: Uuid) -> Looked;
    /// Ends a call; whether the provider says that it did.
    async fn hang_up(&self, call_id: Uuid, key: Uuid) -> bool;
}
