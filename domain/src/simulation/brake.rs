//! The share of abandoned calls in a simulation: how many calls may be under way, by the function by which the engine dials.

use crate::calling_rule::RuleBook;
use crate::dial::abandoned::{Answered, Bridging, ShareLimit, begins, period_of};
use time::{Date, OffsetDateTime};

/// What is counted of the period that goes on.
#[derive(Debug)]
pub(super) struct Brake<'p> {
    rules: &'p RuleBook,
    start: OffsetDateTime,
    period: i32,
    counts: Answered,
    /// The limit of a day: a rule counts from a day on.
    limit: Option<(Date, Option<ShareLimit>)>,
    /// Whether nobody could be called when it was asked last.
    pub stops: bool,
}

impl<'p> Brake<'p> {
    pub(super) fn new(rules: &'p RuleBook, start: OffsetDateTime) -> Self {
        Self { rules, start, period: 0, counts: Answered::default(), limit: None, stops: false }
    }

    /// How many calls may begin beside those that are under way.
    pub(super) fn room(&mut self, now: OffsetDateTime, in_flight: u32) -> u32 {
        self.turn(now);
        let day = now.date();
        if self.limit.is_none_or(|(of, _)| of != day) {
            let share = self.rules.abandoned_share(day);
            self.limit = Some((day, share.map(|(share, _)| ShareLimit::of(share))));
        }
        let Some((_, Some(limit))) = self.limit else { return u32::MAX };
        let room = self.counts.room(limit);
        self.stops = room == 0;
        u32::try_from(room.saturating_sub(u64::from(in_flight))).unwrap_or(u32::MAX)
    }

    /// A person answered a call that began then.
    pub(super) fn answered(&mut self, began: OffsetDateTime, now: OffsetDateTime, is_abandoned: bool) {
        self.turn(now);
        // One that began in the period before counts there, and that is over.
        if period_of(self.start, began) == self.period {
            self.counts += Answered::one(if is_abandoned { Bridging::Abandoned } else { Bridging::Connected });
        }
    }

    /// When the next period begins.
    pub(super) fn next_period(&self) -> OffsetDateTime {
        begins(self.start, self.period.saturating_add(1))
    }

    fn turn(&mut self, now: OffsetDateTime) {
        let period = period_of(self.start, now);
        if period != self.period {
            (self.period, self.counts) = (period, Answered::default());
        }
    }
}
