//! Who is taken up when: the line of those who are due, and how much room every limit leaves.

use super::Limits;
use std::collections::{BTreeSet, VecDeque};
use time::{Duration, OffsetDateTime};

/// The most dials that are taken up at once, as by the engine's claim.
pub const CLAIM_MAX: u32 = 100;

/// Whose turn it is, in the order in which it comes: priority, then since when, then place on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Turn {
    pub priority: i16,
    pub due: OffsetDateTime,
    pub contact: usize,
    /// Whether they were called before.
    pub is_again: bool,
}

/// Those who are due, and the calls that take room.
#[derive(Debug)]
pub(super) struct Line {
    limits: Limits,
    /// Those who wait for the first call.
    first: BTreeSet<Turn>,
    /// Those who were called before.
    again: BTreeSet<Turn>,
    in_flight: u32,
    retries: u32,
    /// When the calls of the last second began, the oldest first; kept only where somebody counts them.
    last_second: VecDeque<OffsetDateTime>,
}

impl Line {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            first: BTreeSet::new(),
            again: BTreeSet::new(),
            in_flight: 0,
            retries: 0,
            last_second: VecDeque::new(),
        }
    }

    pub(super) fn join(&mut self, turn: Turn) {
        let line = if turn.is_again { &mut self.again } else { &mut self.first };
        line.insert(turn);
    }

    /// Takes from the front as many as there is room for, and no more than `most`; of those, retries only as far as there is
    /// room among retries: those beyond it keep nobody waiting.
    pub(super) fn take(&mut self, now: OffsetDateTime, most: u32) -> Vec<Turn> {
        let free = self.room(now).min(CLAIM_MAX).min(most);
        let retries_free = self.limits.retries_at_once.saturating_sub(self.retries);
        let count = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        let first = self.first.iter().take(count(free));
        let again = self.again.iter().take(count(free.min(retries_free)));
        let mut taken: Vec<Turn> = first.chain(again).copied().collect();
        taken.sort_unstable();
        taken.truncate(count(free));
        for turn in &taken {
            let line = if turn.is_again { &mut self.again } else { &mut self.first };
            line.remove(turn);
        }
        taken
    }

    /// Whether somebody is due.
    pub(super) fn waits(&self) -> bool {
        !self.first.is_empty() || !self.again.is_empty()
    }

    /// Calls that go on.
    pub(super) fn in_flight(&self) -> u32 {
        self.in_flight
    }

    /// A call begins.
    pub(super) fn begin(&mut self, now: OffsetDateTime, is_again: bool) {
        self.in_flight += 1;
        self.retries += u32::from(is_again);
        if self.limits.per_second.is_some() {
            self.last_second.push_back(now);
        }
    }

    /// A call is over.
    pub(super) fn end(&mut self, is_again: bool) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.retries = self.retries.saturating_sub(u32::from(is_again));
    }

    /// When there will be room though no call ends before: where somebody waits for nothing but the next second.
    pub(super) fn room_at(&self) -> Option<OffsetDateTime> {
        let waits_for_it = self.waits() && self.in_flight < self.limits.at_once;
        let oldest = self.last_second.front().filter(|_| waits_for_it)?;
        oldest.checked_add(Duration::SECOND)
    }

    /// How many calls may begin now.
    fn room(&mut self, now: OffsetDateTime) -> u32 {
        let at_once = self.limits.at_once.saturating_sub(self.in_flight);
        let Some(most) = self.limits.per_second else { return at_once };
        while self.last_second.front().is_some_and(|began| *began <= now - Duration::SECOND) {
            self.last_second.pop_front();
        }
        let began = u32::try_from(self.last_second.len()).unwrap_or(u32::MAX);
        at_once.min(most.saturating_sub(began))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-23 20:00 UTC);

    fn turn(contact: usize, is_again: bool) -> Turn {
        Turn { priority: 5, due: NOW, contact, is_again }
    }

    fn taken(line: &mut Line, now: OffsetDateTime) -> Vec<usize> {
        line.take(now, u32::MAX).into_iter().map(|turn| turn.contact).collect()
    }

    #[test]
    fn priority_comes_before_waiting_and_waiting_before_the_place_on_the_list() {
        let mut line = Line::new(Limits { at_once: 9, per_second: None, retries_at_once: 9 });
        line.join(turn(1, false));
        line.join(turn(0, false));
        line.join(Turn { due: NOW - Duration::HOUR, ..turn(2, false) });
        line.join(Turn { priority: 1, ..turn(3, false) });
        assert_eq!(taken(&mut line, NOW), [3, 2, 0, 1]);
    }

    #[test]
    fn retries_beyond_their_limit_keep_nobody_waiting() {
        let mut line = Line::new(Limits { at_once: 3, per_second: None, retries_at_once: 1 });
        for contact in 0..3 {
            line.join(turn(contact, contact < 2));
        }
        line.join(turn(3, false));
        assert_eq!(taken(&mut line, NOW), [0, 2, 3]);
        line.begin(NOW, true);
        line.begin(NOW, false);
        line.join(turn(4, false));
        // One place is left, and of those who were called before nobody may have it.
        assert_eq!(taken(&mut line, NOW), [4]);
        line.end(true);
        assert_eq!(taken(&mut line, NOW), [1]);
    }

    #[test]
    fn a_call_counts_to_its_second_until_that_is_over() {
        let mut line = Line::new(Limits { at_once: 9, per_second: Some(1), retries_at_once: 9 });
        line.join(turn(0, false));
        line.join(turn(1, false));
        assert_eq!(taken(&mut line, NOW), [0]);
        line.begin(NOW, false);
        let then = NOW + Duration::SECOND;
        assert_eq!(line.room_at(), Some(then));
        assert_eq!(taken(&mut line, then - Duration::MICROSECOND), Vec::<usize>::new());
        assert_eq!(taken(&mut line, then), [1]);
    }
}
