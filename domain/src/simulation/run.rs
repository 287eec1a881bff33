//! The loop: events on a clock of its own.

use super::brake::Brake;
use super::dial::Dial;
use super::line::{Line, Turn};
use super::log::{Log, What};
use super::openings::Openings;
use super::{Before, Plan, Report, SimulatedContact, Simulation};
use crate::dial::hours::min_ring_seconds;
use crate::dial::retry_policy::{Decision, GiveUp, Next};
use crate::dial::verdict::{Contact, Verdict, judge_contact_by};
use crate::dial::{DialEvent, DialState, Outcome, Zones};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use time::{Duration, OffsetDateTime};

/// What happens at a moment, in the order in which it happens: a call that ends makes room for whoever is due then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    Ends,
    Due,
    Room,
}

/// When, what, and at which place of the list. No two are equal in all three, so their order is one.
type Event = (OffsetDateTime, Happening, usize);

struct Run<'p> {
    plan: &'p Plan<'p>,
    /// From then on no call is placed.
    end: OffsetDateTime,
    events: BinaryHeap<Reverse<Event>>,
    dials: Vec<Dial>,
    line: Line,
    /// Where the provider tells which calls were abandoned.
    brake: Option<Brake<'p>>,
    /// When the last second's calls make room, so far as it is among the events.
    room_at: Option<OffsetDateTime>,
    /// The beginning of the next period, so far as it is among the events.
    next_period: Option<OffsetDateTime>,
    openings: Openings,
    log: Log,
    utc: Zones,
}

/// Runs a plan from its start to its horizon. The same plan gives the same log, to the letter. Contacts and calls cost their
/// number times its logarithm.
pub fn simulate(plan: &Plan<'_>) -> Simulation {
    // To the microsecond, as the database keeps moments.
    let start = plan.start - Duration::nanoseconds(i64::from(plan.start.nanosecond() % 1_000));
    let mut run = Run {
        plan,
        end: start.saturating_add(plan.horizon),
        events: BinaryHeap::new(),
        dials: Vec::with_capacity(plan.contacts.len()),
        line: Line::new(plan.limits),
        brake: plan.model.abandoned.map(|_| Brake::new(&plan.terms.rules, start)),
        room_at: None,
        next_period: None,
        openings: Openings::new(plan.contacts),
        log: Log::default(),
        utc: Zones::utc(),
    };
    run.accept(start);
    run.claim(start);
    while let Some((now, happening, contact)) = run.next() {
        run.happen(now, happening, contact);
        // Whatever else happens at this moment comes before anybody is called.
        let more = run.events.peek().is_some_and(|Reverse((at, ..))| *at == now);
        if !more {
            run.claim(now);
        }
    }
    let stopped = run.brake.as_ref().is_some_and(|brake| brake.stops);
    let report = Report::of(&run.dials, &run.log, start, run.end, stopped);
    Simulation { log: run.log, report }
}

impl Run<'_> {
    fn next(&mut self) -> Option<Event> {
        self.events.pop().map(|Reverse(event)| event)
    }

    /// Every contact becomes a dial with its verdict; whoever was called before waits on, as the policy has it.
    fn accept(&mut self, now: OffsetDateTime) {
        for (place, contact) in self.plan.contacts.iter().enumerate() {
            if let Some(before) = &contact.before {
                self.go_on(place, contact, before, now);
                continue;
            }
            let dial = Dial::new(contact, DialState::Queued, Verdict::Now(None), now);
            self.dials.push(dial);
            match self.judge(place, contact, now) {
                Verdict::Now(_) => self.join(place, contact, now),
                verdict => self.wait_or_block(place, verdict, now),
            }
        }
    }

    /// They are judged when it is their turn, as by the engine.
    fn go_on(&mut self, place: usize, contact: &SimulatedContact, before: &Before, now: OffsetDateTime) {
        let plan = self.plan;
        let zones = contact.zones.as_deref().unwrap_or(&self.utc);
        let effect = plan.policy.effect(plan.campaign, plan.max_attempts, &before.begun, zones, now);
        let due = effect.next.at().or(before.begun.waits.map(|waits| waits.due_at)).unwrap_or(now);
        self.dials.push(Dial::called_before(contact, before, effect.budget, due));
        match effect.next {
            Next::GivesUp(why) => self.give_up(place, why, now),
            _ if due <= now => self.join(place, contact, due),
            _ => self.wait_until(place, due),
        }
    }

    fn happen(&mut self, now: OffsetDateTime, happening: Happening, place: usize) {
        let Some(contact) = self.plan.contacts.get(place) else { return };
        match happening {
            Happening::Ends => self.ended(place, contact, now),
            Happening::Due => self.join(place, contact, now),
            // It is looked at who may be called, as after everything else.
            Happening::Room => {}
        }
    }

    fn join(&mut self, place: usize, contact: &SimulatedContact, due: OffsetDateTime) {
        let is_again = self.dials.get(place).is_some_and(|dial| dial.attempts > 0);
        self.line.join(Turn { priority: contact.priority, due, contact: place, is_again });
    }

    /// Takes up who is due until there is nobody or no room.
    fn claim(&mut self, now: OffsetDateTime) {
        if now >= self.end {
            return;
        }
        loop {
            let in_flight = self.line.in_flight();
            let most = self.brake.as_mut().map_or(u32::MAX, |brake| brake.room(now, in_flight));
            let taken = self.line.take(now, most);
            if taken.is_empty() {
                break;
            }
            for turn in taken {
                let Some(contact) = self.plan.contacts.get(turn.contact) else { continue };
                match self.judge(turn.contact, contact, now) {
                    Verdict::Now(_) => self.call(&turn, contact, now),
                    verdict => self.wait_or_block(turn.contact, verdict, now),
                }
            }
        }
        let room_at = self.line.room_at().filter(|at| *at < self.end && self.room_at != Some(*at));
        if let Some(at) = room_at {
            self.room_at = room_at;
            // The place names nobody.
            self.events.push(Reverse((at, Happening::Room, 0)));
        }
        self.wait_for_the_next_period();
    }

    /// Where too many calls were abandoned nothing else makes room.
    fn wait_for_the_next_period(&mut self) {
        let stopped = self.brake.as_ref().filter(|brake| brake.stops && self.line.waits());
        let next = stopped.map(Brake::next_period).filter(|at| *at < self.end && self.next_period != Some(*at));
        if let Some(at) = next {
            self.next_period = next;
            self.events.push(Reverse((at, Happening::Room, 0)));
        }
    }

    fn judge(&mut self, place: usize, contact: &SimulatedContact, now: OffsetDateTime) -> Verdict {
        let Some(dial) = self.dials.get_mut(place) else { return Verdict::Now(None) };
        dial.forget(now);
        let judged = Contact {
            number: contact.number,
            facts: &contact.facts,
            zones: contact.zones.as_deref(),
            recent: &dial.recent,
            lifetime: dial.lifetime,
        };
        let openings = &mut self.openings;
        let verdict = judge_contact_by(&judged, self.plan.terms, now, |hours, from, zones| {
            openings.next(place, hours, from, zones)
        });
        dial.verdict = verdict;
        verdict
    }

    fn call(&mut self, turn: &Turn, contact: &SimulatedContact, now: OffsetDateTime) {
        let Some(dial) = self.dials.get_mut(turn.contact) else { return };
        let zones = contact.zones.as_deref().unwrap_or(&self.utc);
        let plan = self.plan;
        dial.begin(now, || plan.policy.budget(plan.campaign, plan.max_attempts, now, zones));
        let law = plan.terms.law(contact.number).zip(contact.zones.as_deref());
        let least = law.and_then(|(law, zones)| min_ring_seconds(law, now, zones));
        let fate = plan.model.fate(contact.number, dial.attempts).ringing_at_least(least);
        dial.fate = Some(fate);
        self.log.push(now, turn.contact, What::Placed(dial.attempts));
        self.line.begin(now, turn.is_again);
        self.events.push(Reverse((now.saturating_add(fate.lasts()), Happening::Ends, turn.contact)));
    }

    fn ended(&mut self, place: usize, contact: &SimulatedContact, now: OffsetDateTime) {
        let Some(dial) = self.dials.get_mut(place) else { return };
        let Some(fate) = dial.fate.take() else { return };
        self.line.end(dial.attempts > 1);
        let tried = dial.end(now, fate.outcome, self.plan.policy.outcome(fate.outcome).increments);
        self.log.push(now, place, What::Ended(fate.outcome, fate.talks));
        if fate.outcome == Outcome::Picked {
            if let Some(brake) = &mut self.brake {
                brake.answered(dial.recent.first().copied().unwrap_or(now), now, fate.is_abandoned);
            }
            if fate.is_abandoned {
                self.log.push(now, place, What::Abandoned);
            }
            dial.apply(DialEvent::Complete);
            self.log.push(now, place, What::Completed);
            return;
        }
        let zones = contact.zones.as_deref().unwrap_or(&self.utc);
        match self.plan.policy.decide(self.plan.campaign, &tried, zones) {
            Decision::Retry(at) => {
                dial.apply(DialEvent::Retry);
                self.log.push(now, place, What::Retry(at));
                self.wait_until(place, at);
            }
            Decision::GiveUp(why) => self.give_up(place, why, now),
        }
    }

    fn give_up(&mut self, place: usize, why: GiveUp, now: OffsetDateTime) {
        if let Some(dial) = self.dials.get_mut(place) {
            dial.apply(DialEvent::GiveUp);
            dial.given_up = Some(why);
            self.log.push(now, place, What::GivenUp(why));
        }
    }

    fn wait_or_block(&mut self, place: usize, verdict: Verdict, now: OffsetDateTime) {
        let Some(dial) = self.dials.get_mut(place) else { return };
        match verdict {
            Verdict::Now(_) => {}
            Verdict::Later(hold, until) => {
                dial.apply(DialEvent::Wait);
                self.log.push(now, place, What::Held(hold, until));
                self.wait_until(place, until);
            }
            Verdict::Never(refusal) => {
                dial.apply(DialEvent::Block);
                self.log.push(now, place, What::Blocked(refusal));
            }
        }
    }

    fn wait_until(&mut self, place: usize, at: OffsetDateTime) {
        if let Some(dial) = self.dials.get_mut(place) {
            dial.due = at;
        }
        // What is due behind the horizon waits there.
        if at < self.end {
            self.events.push(Reverse((at, Happening::Due, place)));
        }
    }
}
