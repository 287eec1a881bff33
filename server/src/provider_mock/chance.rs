//! What becomes of a call: by chance, but the same for the same seed and place.

use domain::dial::Outcome;
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use std::time::Duration;

/// How often calls end how; what is left of 1 fails.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mix {
    pub picked: f64,
    pub disconnected: f64,
    pub no_answer: f64,
    pub declined: f64,
}

impl Default for Mix {
    /// CONTRACTS C: 0.70, 0.15, 0.10, and 0.05 that fail.
    fn default() -> Self {
        Self { picked: 0.70, disconnected: 0.15, no_answer: 0.10, declined: 0.0 }
    }
}

/// How the mock behaves. Shares are from 0 to 1.
#[derive(Debug, Clone)]
pub struct Behaviour {
    pub mix: Mix,
    /// From the call to its outcome, in seconds.
    pub rings: (f64, f64),
    /// How long an answered call lasts, in seconds.
    pub talks: (f64, f64),
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
    /// Whether it answers what became of a call, and hangs up.
    pub looks_up: bool,
    /// What callbacks are signed with.
    pub signing_key: Vec<u8>,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            mix: Mix::default(),
            rings: (1.0, 10.0),
            talks: (30.0, 180.0),
            time_factor: 1.0,
            seed: 1,
            lost: 0.0,
            repeated: 0.0,
            reordered: 0.0,
            unknown: 0.0,
            errors: 0.0,
            looks_up: true,
            signing_key: Vec::new(),
        }
    }
}

/// What will become of one call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fate {
    pub outcome: Outcome,
    /// From the request to its end.
    pub lasts: Duration,
    /// What is told as its length, in whole seconds of the call's own time.
    pub seconds: u32,
    pub is_lost: bool,
    pub is_repeated: bool,
    /// How much later than its time it is told.
    pub late: Duration,
    pub errs: bool,
    pub errs_after: bool,
}

impl Behaviour {
    /// The fate of the call with this place, from 0.
    pub(super) fn fate(&self, place: u64) -> Fate {
        let mut chance = StdRng::seed_from_u64(self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(place));
        let outcome = self.mix.draw(&mut chance);
        let rings = between(&mut chance, self.rings);
        let talks = if outcome == Outcome::Picked { between(&mut chance, self.talks) } else { 0.0 };
        let real = |seconds: f64| Duration::from_secs_f64(seconds / self.time_factor.max(0.000_001));
        let mut share = |share: f64| chance.random::<f64>() < share;
        let (is_lost, is_repeated, is_late) = (share(self.lost), share(self.repeated), share(self.reordered));
        let (errs, errs_after) = (share(self.errors), share(self.unknown));
        Fate {
            outcome,
            lasts: real(rings + talks),
            seconds: talks.round() as u32,
            is_lost,
            is_repeated,
            late: if is_late { real(rings * 2.0) } else { Duration::ZERO },
            errs,
            errs_after,
        }
    }
}

impl Mix {
    fn draw(self, chance: &mut impl Rng) -> Outcome {
        let mut left: f64 = chance.random();
        for (share, outcome) in [
            (self.picked, Outcome::Picked),
            (self.disconnected, Outcome::Disconnected),
            (self.no_answer, Outcome::Rnr),
            (self.declined, Outcome::Declined),
        ] {
            if left < share {
                return outcome;
            }
            left -= share;
        }
        Outcome::Failed
    }
}

fn between(chance: &mut impl Rng, (least, most): (f64, f64)) -> f64 {
    least + chance.random::<f64>() * (most - least).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_fates_and_another_seed_others() {
        let one = Behaviour { lost: 0.1, ..Behaviour::default() };
        let other = Behaviour { seed: 2, ..one.clone() };
        let fates = |behaviour: &Behaviour| (0..50).map(|place| behaviour.fate(place)).collect::<Vec<_>>();
        assert_eq!(fates(&one), fates(&one));
        assert_ne!(fates(&one), fates(&other));
    }

    #[test]
    fn outcomes_come_as_often_as_the_mix_says() {
        let behaviour = Behaviour::default();
        let picked = (0..10_000).filter(|place| behaviour.fate(*place).outcome == Outcome::Picked).count();
        assert!((6_800..7_200).contains(&picked), "{picked}");
    }
}
