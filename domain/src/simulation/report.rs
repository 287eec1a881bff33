//! What a simulation came to: counts of its log and of where every contact stands at the end.

use super::dial::Dial;
use super::log::{Log, What};
use crate::dial::retry_policy::GiveUp;
use crate::dial::verdict::Verdict;
use crate::dial::{DialState, Outcome};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime};

/// The word for those who were due and found no room.
pub const NO_ROOM: &str = "NO_ROOM";
/// The word for those who were due while too many calls had been abandoned.
pub const TOO_MANY_ABANDONED: &str = "TOO_MANY_ABANDONED";
/// The word for those whose next attempt comes behind the horizon.
pub const RETRY_LATER: &str = "RETRY_LATER";

/// What a simulation came to.
///
/// Always: `contacts = completed + failed + blocked + queued + retrying`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub contacts: u64,
    /// Reached.
    pub completed: u64,
    /// Called and given up.
    pub failed: u64,
    /// Not to be called.
    pub blocked: u64,
    /// Still waiting at the horizon for their first call.
    pub queued: u64,
    /// Still waiting at the horizon for another call.
    pub retrying: u64,
    /// Calls that were placed.
    pub calls: u64,
    /// How calls ended. The sum is `calls`: those that go on at the horizon are heard to their end.
    pub outcomes: BTreeMap<Outcome, u64>,
    /// Answered calls on which nobody was there in time.
    #[serde(default)]
    pub abandoned: u64,
    /// Contacts by how often they were called, before the start too. The sum is `contacts`.
    pub attempts: BTreeMap<u32, u64>,
    /// Contacts by the word of their newest verdict, the most frequent first. The sum is `contacts`.
    pub verdicts: Vec<(String, u64)>,
    /// From the hour of the start to that of the last call, hours of UTC, none left out; empty where nobody is called.
    pub hours: Vec<Hour>,
    /// The most calls at once.
    pub peak: u64,
    /// How long was talked, in whole seconds.
    pub talked_s: u64,
    #[serde(with = "time::serde::rfc3339::option")]
    pub first_call_at: Option<OffsetDateTime>,
    /// When the last call ends; where nobody waits at the horizon, the campaign is over then.
    #[serde(with = "time::serde::rfc3339::option")]
    pub last_call_ends_at: Option<OffsetDateTime>,
    /// Who is never reached, and why: those blocked and those given up, the most frequent first.
    pub unreached: Vec<Tally>,
    /// What those wait for who still wait at the horizon, the most frequent first.
    pub waiting: Vec<Tally>,
}

/// One hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hour {
    /// Its beginning.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Calls that began.
    pub placed: u64,
    /// Answered calls that ended.
    pub picked: u64,
    /// Other calls that ended.
    pub unanswered: u64,
    /// The most calls at once.
    pub peak: u64,
}

/// Contacts with one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Of a verdict, of a policy's giving up, or [`NO_ROOM`] or [`RETRY_LATER`].
    pub word: String,
    /// The reason in a sentence.
    pub says: String,
    pub contacts: u64,
}

impl Report {
    /// Contacts that still wait at the horizon.
    pub fn waiting(&self) -> u64 {
        self.queued + self.retrying
    }

    /// Whether nobody waits at the horizon: the campaign is over by then.
    pub fn is_over(&self) -> bool {
        self.waiting() == 0
    }

    /// Counts; calls were placed from `start` up to, and without, `end`. `stopped`: too many calls had been abandoned then.
    pub(super) fn of(dials: &[Dial], log: &Log, start: OffsetDateTime, end: OffsetDateTime, stopped: bool) -> Report {
        let mut report = Report {
            contacts: dials.len() as u64,
            completed: 0,
            failed: 0,
            blocked: 0,
            queued: 0,
            retrying: 0,
            calls: 0,
            outcomes: Outcome::ALL.into_iter().map(|outcome| (outcome, 0)).collect(),
            abandoned: 0,
            attempts: BTreeMap::new(),
            verdicts: Vec::new(),
            hours: Vec::new(),
            peak: 0,
            talked_s: 0,
            first_call_at: None,
            last_call_ends_at: None,
            unreached: Vec::new(),
            waiting: Vec::new(),
        };
        report.count_contacts(dials, end, stopped);
        report.count_calls(log, start);
        report
    }

    fn count_contacts(&mut self, dials: &[Dial], end: OffsetDateTime, stopped: bool) {
        let (mut unreached, mut waiting) = (Tallies::default(), Tallies::default());
        let mut verdicts: BTreeMap<&'static str, u64> = BTreeMap::new();
        for dial in dials {
            *self.attempts.entry(dial.attempts).or_default() += 1;
            *verdicts.entry(dial.verdict.as_str()).or_default() += 1;
            match dial.state {
                DialState::Completed => self.completed += 1,
                DialState::Failed => self.failed += 1,
                DialState::Blocked => self.blocked += 1,
                DialState::Retrying => self.retrying += 1,
                // In flight is nobody any more, and cancelled nobody was.
                _ => self.queued += 1,
            }
            if dial.state.is_waiting() {
                waiting.add(match waits_for(dial, end) {
                    Why::NoRoom if stopped => Why::Abandoned,
                    why => why,
                });
            } else if let Some(why) = dial.given_up {
                unreached.add(Why::GivenUp(why));
            } else if dial.state == DialState::Blocked {
                unreached.add(Why::Verdict(dial.verdict));
            }
        }
        (self.unreached, self.waiting) = (unreached.sorted(), waiting.sorted());
        self.verdicts = verdicts.into_iter().map(|(word, many)| (word.to_owned(), many)).collect();
        self.verdicts.sort_by_key(|(_, many)| std::cmp::Reverse(*many));
    }

    fn count_calls(&mut self, log: &Log, start: OffsetDateTime) {
        let mut curve = Curve { hours: Vec::new(), next: whole_hour(start), in_flight: 0 };
        let mut talked = Duration::ZERO;
        for entry in log.entries() {
            match entry.what {
                What::Placed(_) => {
                    self.calls += 1;
                    self.first_call_at = self.first_call_at.or(Some(entry.at));
                    curve.begin(entry.at);
                    self.peak = self.peak.max(curve.in_flight);
                }
                What::Ended(outcome, talks) => {
                    *self.outcomes.entry(outcome).or_default() += 1;
                    talked = talked.saturating_add(talks);
                    self.last_call_ends_at = Some(entry.at);
                    curve.end(entry.at, outcome);
                }
                What::Abandoned => self.abandoned += 1,
                _ => {}
            }
        }
        self.talked_s = talked.whole_seconds().unsigned_abs();
        self.hours = curve.hours;
    }
}

/// Hours that are filled in the order of the log.
struct Curve {
    hours: Vec<Hour>,
    /// The beginning of the first hour that is not there yet.
    next: OffsetDateTime,
    in_flight: u64,
}

impl Curve {
    fn begin(&mut self, at: OffsetDateTime) {
        self.in_flight += 1;
        let in_flight = self.in_flight;
        if let Some(hour) = self.hour(at) {
            hour.placed += 1;
            hour.peak = hour.peak.max(in_flight);
        }
    }

    fn end(&mut self, at: OffsetDateTime, outcome: Outcome) {
        // The hour first: a call that ends in it went on in it.
        if let Some(hour) = self.hour(at) {
            let ends = if outcome == Outcome::Picked { &mut hour.picked } else { &mut hour.unanswered };
            *ends += 1;
        }
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    fn hour(&mut self, at: OffsetDateTime) -> Option<&mut Hour> {
        while self.next <= at {
            self.hours.push(Hour { at: self.next, placed: 0, picked: 0, unanswered: 0, peak: self.in_flight });
            self.next = self.next.checked_add(Duration::HOUR)?;
        }
        self.hours.last_mut()
    }
}

fn whole_hour(at: OffsetDateTime) -> OffsetDateTime {
    let seconds = at.unix_timestamp();
    OffsetDateTime::from_unix_timestamp(seconds - seconds.rem_euclid(3_600)).unwrap_or(at)
}

/// Why somebody was not reached.
#[derive(Clone, Copy)]
enum Why {
    Verdict(Verdict),
    GivenUp(GiveUp),
    NoRoom,
    Abandoned,
    RetryLater,
}

fn waits_for(dial: &Dial, end: OffsetDateTime) -> Why {
    match dial.verdict {
        _ if dial.due < end => Why::NoRoom,
        Verdict::Now(_) if dial.attempts > 0 => Why::RetryLater,
        Verdict::Now(_) => Why::NoRoom,
        held => Why::Verdict(held),
    }
}

impl Why {
    fn word(self) -> &'static str {
        match self {
            Why::Verdict(verdict) => verdict.as_str(),
            Why::GivenUp(why) => why.as_str(),
            Why::NoRoom => NO_ROOM,
            Why::Abandoned => TOO_MANY_ABANDONED,
            Why::RetryLater => RETRY_LATER,
        }
    }

    fn says(self) -> String {
        match self {
            Why::Verdict(verdict) => verdict.says(),
            Why::GivenUp(why) => why.says().to_owned(),
            Why::NoRoom => "It was their turn, and there was no room for another call.".to_owned(),
            Why::Abandoned => {
                "Too many answered calls had been abandoned; it goes on with the next thirty days.".to_owned()
            }
            Why::RetryLater => "The retry policy calls them again later than that.".to_owned(),
        }
    }
}

/// Contacts by the word of their reason.
#[derive(Default)]
struct Tallies(BTreeMap<&'static str, (Why, u64)>);

impl Tallies {
    fn add(&mut self, why: Why) {
        self.0.entry(why.word()).or_insert((why, 0)).1 += 1;
    }

    fn sorted(self) -> Vec<Tally> {
        let tally =
            |(word, (why, contacts)): (&str, (Why, u64))| Tally { word: word.to_owned(), says: why.says(), contacts };
        let mut tallies: Vec<Tally> = self.0.into_iter().map(tally).collect();
        tallies.sort_by_key(|tally| std::cmp::Reverse(tally.contacts));
        tallies
    }
}
