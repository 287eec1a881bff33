//! One contact of a simulation: where its dial stands, and what was tried at it.

use super::{Before, Fate, SimulatedContact};
use crate::dial::retry_policy::{GiveUp, Tried};
use crate::dial::verdict::Verdict;
use crate::dial::{DialEvent, DialState, Outcome};
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime};

/// How long a call counts to the cap of a day.
const DAY: Duration = Duration::hours(24);

/// A simulated dial.
#[derive(Debug)]
pub(super) struct Dial {
    pub state: DialState,
    /// The newest verdict.
    pub verdict: Verdict,
    /// When it is its turn, while it waits.
    pub due: OffsetDateTime,
    /// Those before the start too, where the campaign called them already.
    pub attempts: u32,
    /// Calls within the last 24 hours, the newest first, those before the start too.
    pub recent: Vec<OffsetDateTime>,
    /// Calls ever.
    pub lifetime: u32,
    /// What becomes of the call that goes on.
    pub fate: Option<Fate>,
    /// Why nobody calls them again.
    pub given_up: Option<GiveUp>,
    counted: u32,
    so: BTreeMap<Outcome, u32>,
    /// Set at the first attempt.
    budget: Option<u32>,
}

impl Dial {
    /// A dial of a contact as it is accepted.
    pub(super) fn new(contact: &SimulatedContact, state: DialState, verdict: Verdict, due: OffsetDateTime) -> Dial {
        Dial {
            state,
            verdict,
            due,
            attempts: 0,
            recent: contact.recent.clone(),
            lifetime: contact.lifetime,
            fate: None,
            given_up: None,
            counted: 0,
            so: BTreeMap::new(),
            budget: None,
        }
    }

    /// The same for one that waits for another call: `budget` is what the policy allows it.
    pub(super) fn called_before(contact: &SimulatedContact, before: &Before, budget: u32, due: OffsetDateTime) -> Dial {
        let tried = before.begun.waits.map(|waits| waits.tried);
        Dial {
            attempts: tried.map_or(1, |tried| tried.attempts),
            counted: tried.map_or(1, |tried| tried.counted),
            so: before.outcomes.clone(),
            budget: Some(budget),
            ..Dial::new(contact, DialState::Retrying, Verdict::Now(None), due)
        }
    }

    pub(super) fn apply(&mut self, event: DialEvent) {
        match self.state.apply(event) {
            Ok(next) => self.state = next,
            // The loop gives events of waiting dials to those that wait, and of calls to those that go on.
            Err(illegal) => debug_assert!(false, "{illegal}"),
        }
    }

    /// Leaves out calls that are older than a day.
    pub(super) fn forget(&mut self, now: OffsetDateTime) {
        self.recent.retain(|at| *at > now - DAY);
    }

    /// A call begins; `budget` is asked at the first.
    pub(super) fn begin(&mut self, now: OffsetDateTime, budget: impl FnOnce() -> u32) {
        self.apply(DialEvent::Place);
        self.attempts += 1;
        self.lifetime = self.lifetime.saturating_add(1);
        self.recent.insert(0, now);
        self.budget.get_or_insert_with(budget);
    }

    /// A call ended; `counts` says whether it counts to the budget.
    pub(super) fn end(&mut self, now: OffsetDateTime, outcome: Outcome, counts: bool) -> Tried {
        self.counted += u32::from(counts);
        let so = self.so.entry(outcome).or_default();
        *so += 1;
        Tried {
            outcome,
            at: now,
            attempts: self.attempts,
            counted: self.counted,
            so: *so,
            budget: self.budget.unwrap_or(1),
        }
    }
}
