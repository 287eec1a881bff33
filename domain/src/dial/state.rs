//! The states of a dial and the only ways between them (CONTRACTS C).

use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a dial stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DialState {
    /// Accepted while there was room: it is placed next.
    Initiated,
    /// Waits for room or for a decent hour.
    Queued,
    /// Waits for its next attempt.
    Retrying,
    /// With the provider.
    Processing,
    /// Somebody answered and the call goes on.
    Picked,
    /// Answered, and over.
    Completed,
    /// Its budget is spent, or trying again is no use.
    Failed,
    /// The verdict forbids it.
    Blocked,
    /// Somebody cancelled it.
    Cancelled,
}

/// What happens to a dial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DialEvent {
    /// An attempt at it begins.
    Place,
    /// It has to wait for room or an hour after all.
    Wait,
    /// Whoever was called answered.
    Answer,
    /// The call that was answered is over.
    Complete,
    /// The attempt ended without an answer, and there will be another.
    Retry,
    /// The attempt ended without an answer, and there will be none.
    GiveUp,
    /// The verdict forbids it for good.
    Block,
    /// Somebody cancels it.
    Cancel,
    /// Somebody looked again, and the verdict forbids it no more.
    TakeUp,
}

/// The event can't happen to a dial in this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a dial that is {state} can't take the event {event:?}")]
pub struct Illegal {
    pub state: DialState,
    pub event: DialEvent,
}

impl DialState {
    /// Every state, in the order of their codes: those that wait come first, then those in flight, then the ended ones. The
    /// indexes of the table `dial` rest on that order.
    pub const ALL: [DialState; 9] = [
        DialState::Initiated,
        DialState::Queued,
        DialState::Retrying,
        DialState::Processing,
        DialState::Picked,
        DialState::Completed,
        DialState::Failed,
        DialState::Blocked,
        DialState::Cancelled,
    ];

    /// The state after `event`.
    ///
    /// # Errors
    /// [`Illegal`] when the event can't happen in this state: what has ended takes no event, but what is blocked may be taken
    /// up again.
    pub fn apply(self, event: DialEvent) -> Result<DialState, Illegal> {
        use DialEvent::*;
        use DialState::*;
        Ok(match (self, event) {
            (Initiated | Queued | Retrying, Place) => Processing,
            (Initiated | Queued, Wait) => Queued,
            (Retrying, Wait) => Retrying,
            (Processing, Answer) => Picked,
            // A provider that tells the end alone; and a late word that the last attempt was answered after all.
            (Processing | Picked | Retrying, Complete) => Completed,
            (Processing | Picked, Retry) => Retrying,
            // A policy that changed may leave nothing to wait for.
            (Processing | Picked | Retrying, GiveUp) => Failed,
            (Initiated | Queued | Retrying, Block) => Blocked,
            (Initiated | Queued | Retrying | Processing | Picked, Cancel) => Cancelled,
            (Blocked, TakeUp) => Queued,
            (state, event) => return Err(Illegal { state, event }),
        })
    }

    /// Whether it waits to be placed.
    pub fn is_waiting(self) -> bool {
        matches!(self, DialState::Initiated | DialState::Queued | DialState::Retrying)
    }

    /// Whether an attempt is with the provider.
    pub fn is_in_flight(self) -> bool {
        matches!(self, DialState::Processing | DialState::Picked)
    }

    /// Whether it has ended: nothing moves it any more by itself.
    pub fn is_ended(self) -> bool {
        !self.is_waiting() && !self.is_in_flight()
    }

    /// The word that is sent (CONTRACTS C).
    pub const fn as_str(self) -> &'static str {
        match self {
            DialState::Initiated => "INITIATED",
            DialState::Queued => "QUEUED",
            DialState::Retrying => "RETRYING",
            DialState::Processing => "PROCESSING",
            DialState::Picked => "PICKED",
            DialState::Completed => "COMPLETED",
            DialState::Failed => "FAILED",
            DialState::Blocked => "BLOCKED",
            DialState::Cancelled => "CANCELLED",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            DialState::Initiated => "Starting",
            DialState::Queued => "Queued",
            DialState::Retrying => "Waiting to retry",
            DialState::Processing => "Calling",
            DialState::Picked => "In conversation",
            DialState::Completed => "Completed",
            DialState::Failed => "Failed",
            DialState::Blocked => "Blocked",
            DialState::Cancelled => "Cancelled",
        }
    }

    /// The code that is stored.
    pub fn code(self) -> i16 {
        self as i16 + 1
    }

    /// The state of a stored code.
    pub fn of_code(code: i16) -> Option<DialState> {
        DialState::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The state of a word as it is sent.
    pub fn from_word(word: &str) -> Option<DialState> {
        DialState::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

impl fmt::Display for DialState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: [DialEvent; 9] = [
        DialEvent::Place,
        DialEvent::Wait,
        DialEvent::Answer,
        DialEvent::Complete,
        DialEvent::Retry,
        DialEvent::GiveUp,
        DialEvent::Block,
        DialEvent::Cancel,
        DialEvent::TakeUp,
    ];

    #[test]
    fn nothing_moves_what_has_ended_but_a_second_look_at_what_is_blocked() {
        for state in DialState::ALL.into_iter().filter(|state| state.is_ended()) {
            for event in EVENTS {
                let moved = state.apply(event);
                if (state, event) == (DialState::Blocked, DialEvent::TakeUp) {
                    assert_eq!(moved, Ok(DialState::Queued));
                } else {
                    assert_eq!(moved, Err(Illegal { state, event }));
                }
            }
        }
    }

    #[test]
    fn every_state_that_has_not_ended_can_be_cancelled_and_each_is_reached() {
        let mut reached = vec![DialState::Initiated, DialState::Queued];
        for _ in 0..DialState::ALL.len() {
            for state in reached.clone() {
                assert_eq!(state.apply(DialEvent::Cancel).is_ok(), !state.is_ended());
                reached.extend(EVENTS.iter().filter_map(|event| state.apply(*event).ok()));
            }
            reached.sort_by_key(|state| state.code());
            reached.dedup();
        }
        assert_eq!(reached, DialState::ALL);
    }

    #[test]
    fn codes_keep_waiting_before_in_flight_before_ended() {
        for state in DialState::ALL {
            assert_eq!(DialState::of_code(state.code()), Some(state));
            assert_eq!(DialState::from_word(state.as_str()), Some(state));
            assert_eq!(state.is_waiting(), state.code() <= 3);
            assert_eq!(state.is_ended(), state.code() >= 6);
        }
    }

    #[test]
    fn only_what_waits_is_blocked() {
        for state in DialState::ALL {
            assert_eq!(state.apply(DialEvent::Block).is_ok(), state.is_waiting(), "{state}");
        }
    }
}
