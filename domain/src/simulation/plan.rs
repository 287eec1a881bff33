//! What is simulated.

use super::OutcomeModel;
use crate::dial::retry_policy::Begun;
use crate::dial::verdict::Terms;
use crate::dial::{Outcome, RetryPolicy, Zones};
use crate::dialability::Facts;
use crate::id::CampaignId;
use crate::phone::PhoneNumber;
use std::collections::BTreeMap;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// For how long a simulation goes where nobody says otherwise.
pub const HORIZON: Duration = Duration::days(30);

/// The priority of a dial where nobody said otherwise.
pub const PRIORITY: i16 = 5;

/// A campaign as it would run from a moment on.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// Whose rules of the policy count.
    pub campaign: CampaignId,
    /// In the order of the list; each number once, as the list has it. The log names them by their place, from 0.
    pub contacts: &'a [SimulatedContact],
    pub terms: &'a Terms,
    pub policy: &'a RetryPolicy,
    /// The campaign's own cap on attempts at one contact.
    pub max_attempts: Option<u32>,
    pub limits: Limits,
    /// When the campaign starts.
    pub start: OffsetDateTime,
    /// For how long from `start` on calls are placed; those that go on then are heard to their end.
    pub horizon: Duration,
    pub model: OutcomeModel,
}

/// Whoever would be called, as the verdict knows them.
#[derive(Debug, Clone)]
pub struct SimulatedContact {
    pub number: PhoneNumber,
    pub facts: Facts,
    /// Where their clock stands; `None` where nothing says so.
    pub zones: Option<Arc<Zones>>,
    /// When they were called within the 24 hours before the start, the newest first.
    pub recent: Vec<OffsetDateTime>,
    /// How often they were called before the start, ever.
    pub lifetime: u32,
    /// The lower, the sooner; [`PRIORITY`] where nobody said otherwise.
    pub priority: i16,
    /// What the campaign tried already, where they wait for another call.
    pub before: Option<Before>,
}

/// What a campaign tried at somebody who waits for another call.
#[derive(Debug, Clone)]
pub struct Before {
    pub begun: Begun,
    /// Attempts by how they ended.
    pub outcomes: BTreeMap<Outcome, u32>,
}

impl SimulatedContact {
    /// Somebody whom the campaign has not called.
    pub fn new(number: PhoneNumber, facts: Facts, zones: Option<Arc<Zones>>) -> Self {
        Self { number, facts, zones, recent: Vec::new(), lifetime: 0, priority: PRIORITY, before: None }
    }
}

/// How many calls there may be: of each the lowest that anybody sets, be it installation, provider, company or campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Calls at once.
    pub at_once: u32,
    /// Calls that begin within any second; `None` where nobody limits that.
    pub per_second: Option<u32>,
    /// Calls at once that are not the first to their contact.
    pub retries_at_once: u32,
}

impl Limits {
    /// A campaign's own limits within those of the policy that counts for its company.
    pub fn new(max_concurrent: u32, calls_per_second: Option<u32>, company: &RetryPolicy) -> Limits {
        Limits {
            at_once: max_concurrent.min(company.defaults.concurrent_calls),
            per_second: calls_per_second,
            retries_at_once: company.scheduler.concurrent_retries,
        }
    }
}
