//! The calls of the mock, with its gauge and its ledger.

use super::chance::Fate;
use super::twilio::Wanted;
use domain::dial::Outcome;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use time::OffsetDateTime;
use uuid::Uuid;

/// One call.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub external_id: String,
    pub call_id: Uuid,
    pub key: String,
    /// E.164.
    pub number: String,
    pub asked_at: OffsetDateTime,
    pub callback_url: String,
    pub fate: Fate,
    /// Whether somebody answered it; kept for Twilio alone, the HTTP flavour tells of ends only.
    pub answered: bool,
    pub hung_up: bool,
    /// `None` while it goes on.
    pub ended: Option<Outcome>,
    /// Of one that was asked for as Twilio is.
    pub twilio: Option<Wanted>,
}

impl Call {
    /// A call that begins now.
    pub fn new(number: &str, external_id: String, call_id: Uuid, key: &str, fate: Fate) -> Call {
        Call {
            external_id,
            call_id,
            key: key.to_owned(),
            number: number.to_owned(),
            asked_at: OffsetDateTime::now_utc(),
            callback_url: String::new(),
            fate,
            answered: false,
            hung_up: false,
            ended: None,
            twilio: None,
        }
    }
}

/// How many calls go on, and how many did at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gauge {
    pub now: usize,
    pub peak: usize,
    pub placed: usize,
}

/// How often each number was called, by its E.164.
pub type Ledger = HashMap<String, usize>;

#[derive(Default)]
struct State {
    /// Requests for a call to each number, refused ones too.
    asked: HashMap<String, u32>,
    /// By idempotency key.
    calls: HashMap<String, Call>,
    /// The newest key of a call's id.
    newest: HashMap<Uuid, String>,
    ledger: Ledger,
    gauge: Gauge,
}

/// Every call there ever was.
#[derive(Default)]
pub(super) struct Calls(Mutex<State>);

impl Calls {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The how-manieth request for a call to a number this is, from 1.
    pub fn asked(&self, number: &str) -> u32 {
        let mut state = self.state();
        let asked = state.asked.entry(number.to_owned()).or_default();
        *asked += 1;
        *asked
    }

    /// Places a call, and makes it as the how-manieth to the number it is; a key that was asked with before gives the call of
    /// then, and `false`.
    pub fn place(&self, number: &str, key: &str, make: impl FnOnce(u32) -> Call) -> (Call, bool) {
        let mut state = self.state();
        if let Some(known) = state.calls.get(key) {
            return (known.clone(), false);
        }
        let nth = state.ledger.entry(number.to_owned()).or_default();
        *nth += 1;
        let call = make(u32::try_from(*nth).unwrap_or(u32::MAX));
        state.gauge.now += 1;
        state.gauge.peak = state.gauge.peak.max(state.gauge.now);
        state.gauge.placed += 1;
        state.newest.insert(call.call_id, key.to_owned());
        state.calls.insert(key.to_owned(), call.clone());
        (call, true)
    }

    /// Ends a call; `false` when it was over.
    pub fn end(&self, key: &str, outcome: Outcome) -> bool {
        let mut state = self.state();
        let Some(call) = state.calls.get_mut(key).filter(|call| call.ended.is_none()) else { return false };
        call.ended = Some(outcome);
        state.gauge.now -= 1;
        true
    }

    /// Notes that somebody answered; `false` when it was over.
    pub fn answer(&self, key: &str) -> bool {
        let mut state = self.state();
        let Some(call) = state.calls.get_mut(key).filter(|call| call.ended.is_none()) else { return false };
        call.answered = true;
        true
    }

    /// Ends a call by hand, and tells how it stands then; nothing when it was over.
    pub fn hang_up(&self, key: &str) -> Option<Call> {
        let mut state = self.state();
        let call = state.calls.get_mut(key).filter(|call| call.ended.is_none())?;
        call.hung_up = true;
        call.ended = Some(if call.answered { Outcome::Picked } else { Outcome::Disconnected });
        let call = call.clone();
        state.gauge.now -= 1;
        Some(call)
    }

    /// A call by its key.
    pub fn get(&self, key: &str) -> Option<Call> {
        self.state().calls.get(key).cloned()
    }

    /// The calls to a number, the newest first.
    pub fn to(&self, number: &str) -> Vec<Call> {
        let mut calls: Vec<Call> = self.state().calls.values().filter(|call| call.number == number).cloned().collect();
        calls.sort_by_key(|call| std::cmp::Reverse(call.asked_at));
        calls
    }

    /// The newest call of an id.
    pub fn newest(&self, call_id: Uuid) -> Option<Call> {
        let state = self.state();
        state.newest.get(&call_id).and_then(|key| state.calls.get(key)).cloned()
    }

    pub fn going_on(&self) -> Vec<Call> {
        self.state().calls.values().filter(|call| call.ended.is_none()).cloned().collect()
    }

    pub fn gauge(&self) -> Gauge {
        self.state().gauge
    }

    pub fn ledger(&self) -> Ledger {
        self.state().ledger.clone()
    }
}
