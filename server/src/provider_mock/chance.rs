//! What becomes of a call: as `domain::simulation` has it, and the faults that are the mock's own. The same for the same seed,
//! number and turn, in whichever order calls come.

use domain::dial::Outcome;
use domain::phone::PhoneNumber;
pub use domain::simulation::Mix;
use domain::simulation::OutcomeModel;
use std::time::Duration;

/// How the mock behaves. Shares are from 0 to 1.
#[derive(Debug, Clone)]
pub struct Behaviour {
    pub mix: Mix,
    /// From the call to its outcome, in seconds.
    pub rings: (f64, f64),
    /// How long an answered call lasts, in seconds.
    pub talks: (f64, f64),
    /// The share of answered calls on which nobody is there in time; `None`: nothing is told of when people answered and were
    /// connected.
    pub abandoned: Option<f64>,
    /// How many times faster than the clock calls go.
    pub time_factor: f64,
    pub seed: u64,
    /// Callbacks that never come.
    pub lost: f64,
    /// Callbacks that come twice.
    pub repeated: f64,
    /// Callbacks that come late, after others.
    pub reordered: f64,
    /// Requests for a call that are answered 500 although the call is placed.
    pub unknown: f64,
    /// Requests for a call that are answered 500 before anything is placed.
    pub errors: f64,
    /// Answered calls that a machine answered, where Twilio is asked to tell them from people.
    pub machines: f64,
    /// Whether it lets the phone ring for as long as it is asked to before nobody is said to have answered.
    pub heeds_ringing: bool,
    /// Whether it answers what became of a call, and hangs up.
    pub looks_up: bool,
    /// What callbacks are signed with.
    pub signing_key: Vec<u8>,
    /// What is asked with where it speaks as Twilio does, and what such callbacks are signed with. Empty: anything is taken.
    pub auth_token: String,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            mix: Mix::default(),
            rings: (1.0, 10.0),
            talks: (30.0, 180.0),
            abandoned: None,
            time_factor: 1.0,
            seed: 1,
            lost: 0.0,
            repeated: 0.0,
            reordered: 0.0,
            unknown: 0.0,
            errors: 0.0,
            machines: 0.0,
            heeds_ringing: true,
            looks_up: true,
            signing_key: Vec::new(),
            auth_token: String::new(),
        }
    }
}

/// What will become of one call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fate {
    pub outcome: Outcome,
    /// From the request to whatever ends the ringing, by the mock's clock.
    pub rung: Duration,
    /// From the request to its end.
    pub lasts: Duration,
    /// What is told as its length, in whole seconds of the call's own time.
    pub seconds: u32,
    pub is_lost: bool,
    pub is_repeated: bool,
    pub is_machine: bool,
    /// How much later than its time it is told.
    pub late: Duration,
    pub errs_after: bool,
    /// How long it rings before somebody answers or it is over, in the call's own time.
    pub rings: time::Duration,
    /// Whether a person answered and nobody was there in time; `None` where it is not told.
    pub is_abandoned: Option<bool>,
}

impl Behaviour {
    fn model(&self) -> OutcomeModel {
        OutcomeModel { mix: self.mix, rings: self.rings, talks: self.talks, abandoned: self.abandoned, seed: self.seed }
    }

    /// What becomes of the `nth` call to a number, from 1, that is to ring for so many seconds at least.
    pub(super) fn fate(&self, number: PhoneNumber, nth: u32, least: Option<u32>) -> Fate {
        let model = self.model();
        let fate = model.fate(number, nth).ringing_at_least(least.filter(|_| self.heeds_ringing));
        let real = |lasts: time::Duration| {
            Duration::from_secs_f64(lasts.as_seconds_f64().max(0.0) / self.time_factor.max(0.000_001))
        };
        let falls = |share: f64, what| model.share(number, nth, what) < share;
        Fate {
            outcome: fate.outcome,
            rung: real(fate.rings),
            lasts: real(fate.lasts()),
            seconds: u32::try_from(fate.talks.as_seconds_f64().round() as i64).unwrap_or(0),
            is_lost: falls(self.lost, "lost"),
            is_repeated: falls(self.repeated, "repeated"),
            is_machine: falls(self.machines, "machines"),
            late: if falls(self.reordered, "reordered") { real(fate.rings * 2) } else { Duration::ZERO },
            errs_after: falls(self.unknown, "unknown"),
            rings: fate.rings,
            is_abandoned: self.abandoned.map(|_| fate.is_abandoned),
        }
    }

    /// Whether the `nth` request for a call to a number, from 1, is answered with an error before anything is placed.
    pub(super) fn errs(&self, number: PhoneNumber, nth: u32) -> bool {
        self.model().share(number, nth, "errors") < self.errors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_come_as_often_as_they_are_asked_for_and_by_themselves() {
        let behaviour = Behaviour { lost: 0.2, repeated: 0.5, errors: 0.1, ..Behaviour::default() };
        let numbers = (0..2_000).map(|line| PhoneNumber::from_stored(14_152_000_000 + line).expect("a number"));
        let fates: Vec<Fate> = numbers.clone().map(|number| behaviour.fate(number, 1, None)).collect();
        let share = |count: usize| count as f64 / 2_000.0;
        let lost = share(fates.iter().filter(|fate| fate.is_lost).count());
        let both = share(fates.iter().filter(|fate| fate.is_lost && fate.is_repeated).count());
        let errs = share(numbers.filter(|number| behaviour.errs(*number, 1)).count());
        assert!((0.17..0.23).contains(&lost), "{lost}");
        assert!((0.08..0.12).contains(&both), "{both}");
        assert!((0.08..0.12).contains(&errs), "{errs}");
    }

    #[test]
    fn a_time_factor_shortens_the_call_and_not_what_is_told_of_it() {
        let (plain, fast) = (Behaviour::default(), Behaviour { time_factor: 100.0, ..Behaviour::default() });
        let number = PhoneNumber::from_stored(14_152_000_001).expect("a number");
        let (plain, fast) = (plain.fate(number, 1, None), fast.fate(number, 1, None));
        assert_eq!((plain.outcome, plain.seconds), (fast.outcome, fast.seconds));
        assert!((plain.lasts.as_secs_f64() / fast.lasts.as_secs_f64() - 100.0).abs() < 0.01);
    }
}
