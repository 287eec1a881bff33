//! What becomes of a simulated call, or of one that a mock provider takes: by chance, but the same for the same seed, number
//! and turn.

use crate::dial::Outcome;
use crate::phone::PhoneNumber;
use siphasher::sip::SipHasher13;
use std::hash::Hasher;
use time::Duration;

/// The second half of the key. A change gives every stored seed another meaning.
const KEY: u64 = u64::from_be_bytes(*b"simulate");

/// The longest ringing, and the longest talk: what is longer is cut to it.
const LONGEST_SECONDS: f64 = 86_400.0;

/// How long somebody waits for a word who answered.
const PATIENCE: Duration = Duration::seconds(4);

/// How often calls end how, as shares from 0 to 1; what is left of 1 fails. Where they are more than 1 together, the last
/// ones come short.
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

impl Mix {
    /// The outcome at a place between 0 and 1.
    fn at(self, place: f64) -> Outcome {
        let mut left = place;
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

/// How calls go: what a simulation and a mock provider have in common.
///
/// A call's fate follows from the seed, the number and the how-manieth call to the number it is, and from nothing else. The
/// order in which calls are placed does not matter, so a real run through a mock that asks here and a simulation agree
/// however many calls there are at once. `domain` draws nothing: what looks like chance is SipHash-1-3, keyed by the seed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutcomeModel {
    pub mix: Mix,
    /// From the request to its outcome: least and most, in seconds.
    pub rings: (f64, f64),
    /// How long an answered call lasts: least and most, in seconds.
    pub talks: (f64, f64),
    /// The share of answered calls on which nobody is there in time; `None` where the provider does not tell: then the rule
    /// about it does not act either.
    pub abandoned: Option<f64>,
    pub seed: u64,
}

impl Default for OutcomeModel {
    /// The mock's: 1 to 10 seconds of ringing, 30 to 180 of talk (CONTRACTS C), and 1 as its seed.
    fn default() -> Self {
        Self { mix: Mix::default(), rings: (1.0, 10.0), talks: (30.0, 180.0), abandoned: None, seed: 1 }
    }
}

/// What becomes of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fate {
    pub outcome: Outcome,
    /// From the request until somebody answers or it is over, in whole milliseconds.
    pub rings: Duration,
    /// From the answer to the end, in whole milliseconds; nothing for a call that nobody answers.
    pub talks: Duration,
    /// Whether a person answered and nobody was there in time.
    pub is_abandoned: bool,
}

impl Fate {
    /// From the request to the end.
    pub fn lasts(self) -> Duration {
        self.rings + self.talks
    }

    /// The same where the law has the phone ring for so many seconds before nobody is said to have answered; who answers
    /// or declines does so in their own time.
    pub fn ringing_at_least(self, seconds: Option<u32>) -> Fate {
        match (self.outcome, seconds) {
            (Outcome::Rnr, Some(least)) => Fate { rings: self.rings.max(Duration::seconds(i64::from(least))), ..self },
            _ => self,
        }
    }
}

impl OutcomeModel {
    /// What becomes of the `nth` call to a number, from 1.
    pub fn fate(&self, number: PhoneNumber, nth: u32) -> Fate {
        let outcome = self.mix.at(self.share(number, nth, "outcome"));
        let between = |(least, most): (f64, f64), what| {
            let seconds = least + self.share(number, nth, what) * (most - least).max(0.0);
            Duration::milliseconds((seconds.clamp(0.0, LONGEST_SECONDS) * 1_000.0).round() as i64)
        };
        let talks = if outcome == Outcome::Picked { between(self.talks, "talks") } else { Duration::ZERO };
        let answered = outcome == Outcome::Picked;
        let is_abandoned = answered && self.abandoned.is_some_and(|often| self.share(number, nth, "abandoned") < often);
        // Who hears nobody hangs up.
        let talks = if is_abandoned { talks.min(PATIENCE) } else { talks };
        Fate { outcome, rings: between(self.rings, "rings"), talks, is_abandoned }
    }

    /// A figure from 0 up to, and without, 1 for the `nth` call to a number: spread evenly over all calls, and independent
    /// for each `what`. `outcome`, `rings`, `talks` and `abandoned` are those of [`OutcomeModel::fate`]; whoever has more to decide of a
    /// call, such as whether its callback is lost, asks by a word of their own.
    pub fn share(&self, number: PhoneNumber, nth: u32, what: &str) -> f64 {
        let mut hasher = SipHasher13::new_with_keys(self.seed, KEY);
        hasher.write(&number.value().to_le_bytes());
        hasher.write(&nth.to_le_bytes());
        hasher.write(what.as_bytes());
        // 53 bits are what a float holds between 0 and 1.
        (hasher.finish() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(count: u16) -> impl Iterator<Item = PhoneNumber> {
        (0..count).map(|line| PhoneNumber::from_stored(14_152_000_000 + i64::from(line)).unwrap())
    }

    #[test]
    fn the_same_seed_gives_the_same_fates_and_another_seed_number_or_turn_others() {
        let (one, other) = (OutcomeModel::default(), OutcomeModel { seed: 2, ..OutcomeModel::default() });
        let fates = |model: OutcomeModel, nth| numbers(50).map(|number| model.fate(number, nth)).collect::<Vec<Fate>>();
        assert_eq!(fates(one, 1), fates(one, 1));
        assert_ne!(fates(one, 1), fates(other, 1));
        assert_ne!(fates(one, 1), fates(one, 2));
        let mut rings: Vec<Duration> = fates(one, 1).iter().map(|fate| fate.rings).collect();
        rings.sort_unstable();
        rings.dedup();
        assert!(rings.len() > 45, "{}", rings.len());
    }

    #[test]
    fn a_seed_keeps_its_meaning() {
        let model = OutcomeModel::default();
        let number = "4152000001".parse().unwrap();
        let told = [1, 2, 3].map(|nth| {
            let fate = model.fate(number, nth);
            (fate.outcome, fate.rings.whole_milliseconds(), fate.talks.whole_milliseconds())
        });
        // Worked out by another SipHash as well.
        let expected =
            [(Outcome::Picked, 1_519, 165_174), (Outcome::Failed, 3_935, 0), (Outcome::Picked, 3_952, 84_338)];
        assert_eq!(told, expected);
    }

    #[test]
    fn outcomes_come_as_often_as_the_mix_says_and_calls_last_within_their_bounds() {
        let model = OutcomeModel::default();
        let fates: Vec<Fate> = numbers(10_000).map(|number| model.fate(number, 1)).collect();
        let many = |outcome| fates.iter().filter(|fate| fate.outcome == outcome).count();
        assert!((6_800..7_200).contains(&many(Outcome::Picked)), "{}", many(Outcome::Picked));
        assert!((1_350..1_650).contains(&many(Outcome::Disconnected)), "{}", many(Outcome::Disconnected));
        assert!((400..600).contains(&many(Outcome::Failed)), "{}", many(Outcome::Failed));
        assert_eq!(many(Outcome::Declined), 0);
        for fate in &fates {
            assert!((Duration::seconds(1)..=Duration::seconds(10)).contains(&fate.rings));
            let talks = if fate.outcome == Outcome::Picked { 30..=180 } else { 0..=0 };
            assert!(talks.contains(&fate.talks.whole_seconds()), "{fate:?}");
        }
    }

    #[test]
    fn only_who_does_not_answer_is_rung_for_as_long_as_the_law_has_it() {
        let model = OutcomeModel::default();
        for fate in numbers(1_000).map(|number| model.fate(number, 1)) {
            assert_eq!(fate.ringing_at_least(None), fate);
            assert_eq!(fate.ringing_at_least(Some(0)), fate);
            let longer = fate.ringing_at_least(Some(15));
            let rings = if fate.outcome == Outcome::Rnr { Duration::seconds(15) } else { fate.rings };
            assert_eq!(longer, Fate { rings, ..fate });
        }
    }

    #[test]
    fn shares_of_one_call_are_independent_of_each_other() {
        let model = OutcomeModel::default();
        let both = |what: &str, other: &str| {
            let below = |number, what: &str| model.share(number, 1, what) < 0.5;
            numbers(10_000).filter(|number| below(*number, what) && below(*number, other)).count()
        };
        assert!((2_300..2_700).contains(&both("lost", "repeated")), "{}", both("lost", "repeated"));
        assert!((2_300..2_700).contains(&both("outcome", "rings")), "{}", both("outcome", "rings"));
    }

    #[test]
    fn bounds_that_make_no_sense_make_no_endless_call() {
        let number = "4152000001".parse().unwrap();
        for rings in [(f64::NAN, 1.0), (-5.0, -1.0), (1e300, 1e301), (9.0, 1.0), (0.0, f64::INFINITY)] {
            let fate = OutcomeModel { rings, ..OutcomeModel::default() }.fate(number, 1);
            assert!((Duration::ZERO..=Duration::days(1)).contains(&fate.rings), "{rings:?}");
        }
    }
}
