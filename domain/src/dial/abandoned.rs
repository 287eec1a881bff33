//! Abandoned calls: a person answered, and was not connected to a person within two seconds. The law limits their share of
//! the calls that people answered (16 CFR 310.4(b)(4), 47 CFR 64.1200(a)(7)); here stands how it is counted, and how many
//! calls may be under way so that it is never passed.
//!
//! The law measures a campaign over its whole duration, or separately over each successive thirty days of it. So counts belong
//! to a [period](period_of), begin at nothing with each, and only grow within it.
//!
//! Nobody knows beforehand which call will be abandoned. Each that is under way therefore counts as if it were
//! ([`Answered::room`]): with `a` abandoned of `n` answered calls and `f` under way, another is placed only while
//! `a + f + 1 ≤ limit × max(100, n + f + 1)`. Whatever then becomes of those under way, one side does not grow more than the
//! other allows: a call that is answered and connected moves from `f` to `n`, one that is abandoned from `f` to both, one that
//! nobody answers leaves. So at every moment at which a hundred people have answered, `a / n ≤ limit`; and before that there
//! are at most `limit × 100` abandoned ones, three by today's law.

use super::Outcome;
use crate::calling_rule::CallingRule;
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;
use time::{Duration, OffsetDateTime};

/// The share is told from so many answered calls on, and at the start room is given as if so many had been answered. With less
/// a single abandoned call would be past the limit of 3 %: with 34, or fewer, nobody could ever be called. A hundred is the
/// least number of which that limit is a whole number of calls above two, so that one mishap does not end a campaign for the
/// rest of its period.
pub const BASIS: u64 = 100;

/// How long a period is.
pub const PERIOD: Duration = Duration::days(30);

/// Within so much of the greeting a person has to be there.
pub const BRIDGE_WITHIN: Duration = Duration::seconds(2);

/// What a share is counted in.
const MILLION: u64 = 1_000_000;

/// When what happened on a call, so far as its provider tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CallTimes {
    /// The phone began to ring.
    pub ringing_at: Option<OffsetDateTime>,
    /// A person answered: the end of their greeting where the provider hears it, else the moment they took the call, which
    /// counts stricter.
    pub answered_at: Option<OffsetDateTime>,
    /// They were connected to a person.
    pub bridged_at: Option<OffsetDateTime>,
}

/// What an answered call was, by what its provider told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Bridging {
    /// A person was there in time.
    Connected,
    /// Nobody was.
    Abandoned,
    /// Somebody answered, or may have, and the provider did not say more. It counts as the worst that it may have been.
    Unknown,
}

impl Bridging {
    /// Every one, in the order of their codes.
    pub const ALL: [Bridging; 3] = [Bridging::Connected, Bridging::Abandoned, Bridging::Unknown];

    /// What a call was that ended so; `None` for one that no person answered. `detail` is the provider's own word: `machine`
    /// says that it was no person. Who hung up before the two seconds were over counts as abandoned too: nobody could say more
    /// of it, and the law's exception for it asks for a proof that nobody here has.
    pub fn of(outcome: Outcome, detail: &str, times: &CallTimes) -> Option<Bridging> {
        match (times.answered_at, times.bridged_at) {
            (Some(answered), Some(bridged)) if bridged - answered <= BRIDGE_WITHIN => Some(Bridging::Connected),
            (Some(_), _) => Some(Bridging::Abandoned),
            (None, Some(_)) => Some(Bridging::Unknown),
            (None, None) if outcome != Outcome::Picked => None,
            (None, None) if detail.trim().eq_ignore_ascii_case("machine") => None,
            (None, None) => Some(Bridging::Unknown),
        }
    }

    /// The word that is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Bridging::Connected => "CONNECTED",
            Bridging::Abandoned => "ABANDONED",
            Bridging::Unknown => "UNKNOWN",
        }
    }

    /// The code that is stored.
    pub fn code(self) -> i16 {
        self as i16 + 1
    }

    /// What a stored code stands for.
    pub fn of_code(code: i16) -> Option<Bridging> {
        Bridging::ALL.into_iter().find(|bridging| bridging.code() == code)
    }
}

/// The how-manieth period of a campaign a moment lies in, from 0.
pub fn period_of(started: OffsetDateTime, at: OffsetDateTime) -> i32 {
    let periods = (at - started).whole_seconds().max(0) / PERIOD.whole_seconds();
    i32::try_from(periods).unwrap_or(i32::MAX)
}

/// When a period begins.
pub fn begins(started: OffsetDateTime, period: i32) -> OffsetDateTime {
    started.saturating_add(PERIOD * period)
}

/// Calls of one period that people answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Answered {
    /// All of them, the two others included.
    pub answered: u64,
    pub abandoned: u64,
    /// Of which nobody knows.
    pub unknown: u64,
}

impl Answered {
    /// One of a kind.
    pub fn one(bridging: Bridging) -> Answered {
        let is = |kind| u64::from(bridging == kind);
        Answered { answered: 1, abandoned: is(Bridging::Abandoned), unknown: is(Bridging::Unknown) }
    }

    /// The share of abandoned calls; `None` while nobody answered, and where it can't be known.
    pub fn share(&self) -> Option<f64> {
        (self.answered > 0 && self.unknown == 0).then(|| self.abandoned as f64 / self.answered as f64)
    }

    /// The least and the most that the share may be; `None` while nobody answered.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        let of = |part: u64| part as f64 / self.answered as f64;
        (self.answered > 0).then(|| (of(self.abandoned), of(self.abandoned + self.unknown)))
    }

    /// How many calls may be under way at once so that the limit is never passed, however they end. What is unknown counts as
    /// abandoned.
    pub fn room(&self, limit: ShareLimit) -> u64 {
        let most = u64::from(limit.millionths);
        if most >= MILLION {
            return u64::MAX;
        }
        let worst = self.abandoned.saturating_add(self.unknown);
        // As if a hundred had answered: worst + f ≤ limit × 100.
        let at_start = (most * BASIS / MILLION).saturating_sub(worst);
        // By those who did: worst + f ≤ limit × (answered + f).
        let allowed = u128::from(most) * u128::from(self.answered);
        let left = allowed.saturating_sub(u128::from(MILLION) * u128::from(worst));
        let by_answered = u64::try_from(left / u128::from(MILLION - most)).unwrap_or(u64::MAX);
        at_start.max(by_answered)
    }

    /// Whether the share is past the limit, where it is told: from [`BASIS`] answered calls on.
    pub fn is_past(&self, limit: ShareLimit) -> bool {
        let worst = u128::from(self.abandoned) + u128::from(self.unknown);
        let most = u128::from(limit.millionths) * u128::from(self.answered.max(BASIS));
        worst * u128::from(MILLION) > most
    }
}

impl AddAssign for Answered {
    fn add_assign(&mut self, other: Answered) {
        self.answered += other.answered;
        self.abandoned += other.abandoned;
        self.unknown += other.unknown;
    }
}

/// The most that the share may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareLimit {
    /// Of all answered calls; whole, so that the limit is met to the call.
    millionths: u32,
}

impl ShareLimit {
    /// Of a share from 0 to 1, to the millionth, rounded down.
    pub fn of(share: f64) -> ShareLimit {
        // 0.03 of a float is a little less than 0.03: that is no millionth less.
        ShareLimit { millionths: (share.clamp(0.0, 1.0) * MILLION as f64 + 0.001).floor() as u32 }
    }

    /// As a share from 0 to 1.
    pub fn share(self) -> f64 {
        f64::from(self.millionths) / MILLION as f64
    }
}

/// How a campaign stands to the limit, in the period that goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbandonedShare {
    /// When the period began, and when it ends.
    #[serde(with = "time::serde::rfc3339")]
    pub from: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub until: OffsetDateTime,
    /// Since when the provider is said to report what this is counted from; `None` where it does not.
    #[serde(with = "time::serde::rfc3339::option")]
    pub reported_since: Option<OffsetDateTime>,
    pub counts: Answered,
    /// `None` where no rule says anything of it.
    pub limit: Option<LimitInForce>,
}

/// The rule by which a share is limited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitInForce {
    pub limit: ShareLimit,
    /// Its id, and where it was read.
    pub rule: String,
    pub source: String,
}

impl LimitInForce {
    /// Of a rule with its share.
    pub fn of((share, rule): (f64, &CallingRule)) -> LimitInForce {
        LimitInForce { limit: ShareLimit::of(share), rule: rule.id.clone(), source: rule.source.clone() }
    }
}

/// A part in percent with one decimal, rounded up: what is past a limit never reads as if it were at it.
pub fn percent(part: u64, whole: u64) -> String {
    let tenths = u128::from(part).saturating_mul(1_000).div_ceil(u128::from(whole.max(1)));
    [&(tenths / 10).to_string(), ".", &(tenths % 10).to_string(), " %"].concat()
}

/// What is known of the share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Known {
    /// It is this; of 0 answered calls 0.
    Share(f64),
    /// Of some calls the provider did not tell: it lies between these.
    Between(f64, f64),
    /// The provider reports since a moment within the period: of the calls before nobody knows.
    NotFromTheStart(OffsetDateTime),
    /// The provider does not report.
    NotReported,
}

impl AbandonedShare {
    /// What is known of the share.
    pub fn known(&self) -> Known {
        match self.reported_since {
            None => Known::NotReported,
            Some(since) if since > self.from => Known::NotFromTheStart(since),
            Some(_) => match (self.counts.share(), self.counts.bounds()) {
                (Some(share), _) => Known::Share(share),
                (None, Some((least, most))) => Known::Between(least, most),
                (None, None) => Known::Share(0.0),
            },
        }
    }

    /// How many calls may be under way at once; `None` where nothing limits them.
    pub fn room(&self) -> Option<u64> {
        let limit = self.limit.as_ref().filter(|_| self.reported_since.is_some())?;
        Some(self.counts.room(limit.limit)).filter(|room| *room < u64::MAX)
    }

    /// The share in percent, as the worst that it may be, and the limit; what a person is told.
    pub fn percents(&self) -> (String, Option<String>) {
        let Answered { answered, abandoned, unknown } = self.counts;
        let limit = self.limit.as_ref().map(|limit| percent(u64::from(limit.limit.millionths), MILLION));
        (percent(abandoned + unknown, answered), limit)
    }

    /// Whether no call is placed until the period is over.
    pub fn stops(&self) -> bool {
        self.room() == Some(0)
    }
}

#[cfg(test)]
mod tests;
