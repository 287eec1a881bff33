//! One attempt at a dial, and what a provider reports of it.

use super::Outcome;

/// Where an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttemptState {
    /// Written down; the provider is asked, or was asked by a process that died.
    Placing,
    /// The provider was asked and nobody knows what it made of it. It is looked up, never placed again blindly.
    Unknown,
    /// The provider took it.
    Placed,
    /// Whoever was called answered.
    Answered,
    /// Nothing was heard of it until the longest call would have been over.
    Lost,
    /// Over, with an outcome.
    Ended,
}

/// What happened to a call, as a provider tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallEvent {
    /// It took the call.
    Placed,
    /// Whoever was called answered.
    Answered,
    /// The call is over.
    Ended {
        outcome: Outcome,
        /// How long it lasted, where the provider says so.
        seconds: Option<u32>,
    },
}

/// What an event is to an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// News: the attempt stands there now.
    Applied(AttemptState),
    /// It is known already, or something later is: nothing changes.
    Stale,
}

impl AttemptState {
    /// Every state, in the order of their codes, which is the order in which news may come.
    pub const ALL: [AttemptState; 6] = [
        AttemptState::Placing,
        AttemptState::Unknown,
        AttemptState::Placed,
        AttemptState::Answered,
        AttemptState::Lost,
        AttemptState::Ended,
    ];

    /// What an event makes of it. States only ever rise, so that events end in the same state in whatever order they come,
    /// and however often.
    pub fn hear(self, event: CallEvent) -> Report {
        let next = match event {
            CallEvent::Placed => AttemptState::Placed,
            CallEvent::Answered => AttemptState::Answered,
            CallEvent::Ended { .. } => AttemptState::Ended,
        };
        if next > self { Report::Applied(next) } else { Report::Stale }
    }

    /// Whether nothing more is awaited of it.
    pub fn is_over(self) -> bool {
        matches!(self, AttemptState::Lost | AttemptState::Ended)
    }

    /// The word that is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            AttemptState::Placing => "PLACING",
            AttemptState::Unknown => "UNKNOWN",
            AttemptState::Placed => "PLACED",
            AttemptState::Answered => "ANSWERED",
            AttemptState::Lost => "LOST",
            AttemptState::Ended => "ENDED",
        }
    }

    /// The code that is stored.
    pub fn code(self) -> i16 {
        self as i16 + 1
    }

    /// The state of a stored code.
    pub fn of_code(code: i16) -> Option<AttemptState> {
        AttemptState::ALL.into_iter().find(|state| state.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event() -> impl Strategy<Value = CallEvent> {
        prop_oneof![
            Just(CallEvent::Placed),
            Just(CallEvent::Answered),
            Just(CallEvent::Ended { outcome: Outcome::Picked, seconds: Some(30) }),
        ]
    }

    proptest! {
        #[test]
        fn events_in_any_order_and_repeated_end_in_the_same_state(
            events in proptest::collection::vec(event(), 1..6), seed in any::<u64>(),
        ) {
            let end = |events: &[CallEvent]| events.iter().fold(AttemptState::Placing, |state, event| {
                match state.hear(*event) { Report::Applied(next) => next, Report::Stale => state }
            });
            let mut other = events.clone();
            let turn = usize::try_from(seed % events.len() as u64).unwrap_or(0);
            other.rotate_left(turn);
            other.reverse();
            other.extend(events.clone());
            prop_assert_eq!(end(&events), end(&other));
        }
    }

    #[test]
    fn codes_rise_with_what_is_known() {
        for state in AttemptState::ALL {
            assert_eq!(AttemptState::of_code(state.code()), Some(state));
        }
        assert!(AttemptState::ALL.is_sorted());
    }
}
