//! When a contact that was not reached is tried again: rules written by people, in YAML (CONTRACTS C).
//!
//! [`RetryPolicy::read`] checks a text and tells every fault with its line and column. [`RetryPolicy::budget`] and
//! [`RetryPolicy::decide`] are the rules; they take the moment and the zones as arguments, so that a table of moments tests
//! them.

mod decide;
mod effect;
mod hints;
mod keys;
mod node;
mod reader;
mod text;
mod week;

pub use decide::{Decision, GiveUp, Tried};
pub use effect::{Begun, Effect, Next, Waits};
pub use hints::{Hint, Hints, hints};
pub use text::{PolicyFault, TEXT_MAX};
pub use week::{Stretch, week};

use super::{Days, Outcome};
use crate::id::CampaignId;
use std::collections::BTreeMap;
use time::Duration;

/// Rules for retries, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    /// In the order in which they are tried: the first that covers a moment counts.
    pub global_rules: Vec<Rule>,
    /// What replaces them for a campaign; no rule at all means no retry, ever.
    pub campaign_rules: BTreeMap<CampaignId, Vec<Rule>>,
    pub defaults: Defaults,
    /// Every outcome but a refusal has its rule; a refusal is final unless it has one.
    pub outcomes: BTreeMap<Outcome, OutcomeRule>,
    pub clock: Clock,
    pub scheduler: Scheduler,
}

/// Some days with the stretches of them in which it is tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub name: String,
    pub days: Days,
    pub slots: Vec<Slot>,
}

/// A stretch of a day, from `start` up to, and without, `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Minutes since midnight, 0 to 1,439.
    pub start: u16,
    /// Minutes since midnight, 1 to 1,440.
    pub end: u16,
    /// The most attempts at a dial whose first attempt falls into it.
    pub max_attempts: u32,
    /// From the end of an attempt in it to the next one.
    pub interval: Duration,
}

/// What counts where no slot does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Defaults {
    pub max_attempts: u32,
    pub interval: Duration,
    /// The most calls of the company at once by this policy.
    pub concurrent_calls: u32,
    /// How long after a number's last dial a new one is refused.
    pub duplicate_window: Duration,
}

/// What an outcome leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutcomeRule {
    pub should_retry: bool,
    /// Whether the attempt counts to the budget.
    pub increments: bool,
    /// The most attempts that may end so.
    pub max_attempts: Option<u32>,
}

/// Whose clock the slots are read by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clock {
    /// A zone of the tz database.
    Zone(String),
    /// That of whoever is called; where they may be in two zones, in both.
    CalledParty,
}

/// How retries are taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheduler {
    /// The longest a due retry waits when its notice was lost.
    pub check_interval: Duration,
    /// The most retries that are taken up at once.
    pub batch_size: u32,
    /// The most retries in flight.
    pub concurrent_retries: u32,
}

/// The policy that counts where nobody wrote one.
pub const BUILT_IN: &str = include_str!("built_in.yaml");

impl Default for RetryPolicy {
    fn default() -> Self {
        RetryPolicy::read(BUILT_IN).expect("the policy that is shipped is checked by a test")
    }
}

impl RetryPolicy {
    /// The rules for a campaign: its own entry, or those for all.
    pub fn rules(&self, campaign: Option<CampaignId>) -> &[Rule] {
        let own = campaign.and_then(|campaign| self.campaign_rules.get(&campaign));
        own.unwrap_or(&self.global_rules)
    }

    /// What an outcome leads to; a refusal without a rule is final.
    pub fn outcome(&self, outcome: Outcome) -> OutcomeRule {
        let last = OutcomeRule { should_retry: false, increments: true, max_attempts: None };
        self.outcomes.get(&outcome).copied().unwrap_or(last)
    }
}
