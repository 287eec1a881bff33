//! What another policy makes of a dial that was begun: the same rule tells it beforehand (a dry run) and does it afterwards.

use super::{Decision, GiveUp, RetryPolicy, Tried};
use crate::dial::Zones;
use crate::id::CampaignId;
use time::OffsetDateTime;

/// A dial with at least one attempt that is not over, as far as a policy counts for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// When its first attempt began: by that moment its budget is reckoned.
    pub first_at: OffsetDateTime,
    /// The attempts that the policy of before allows it.
    pub budget: u32,
    /// While it waits for its next attempt; `None` while one is under way.
    pub waits: Option<Waits>,
}

/// What a dial waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// What was tried so far; the budget in it does not count.
    pub tried: Tried,
    pub due_at: OffsetDateTime,
    /// Whether something else than the policy keeps it until then: the hours, or a cap.
    pub held: bool,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effect {
    pub next: Next,
    /// The attempts that it is allowed now.
    pub budget: u32,
}

/// When a dial is called next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// As before.
    Same,
    Earlier(OffsetDateTime),
    Later(OffsetDateTime),
    /// Not at all.
    GivesUp(GiveUp),
}

impl Next {
    /// The new time, where there is one.
    pub fn at(self) -> Option<OffsetDateTime> {
        match self {
            Next::Earlier(at) | Next::Later(at) => Some(at),
            Next::Same | Next::GivesUp(_) => None,
        }
    }
}

impl RetryPolicy {
    /// What this policy makes of a dial that another one brought to where it stands. What counted to the budget stays counted;
    /// the budget is reckoned anew by the moment of the first attempt and `cap`, the campaign's own. What is due at `now` by both
    /// stays due, and what the hours or a cap hold is not called sooner than they say.
    pub fn effect(
        &self,
        campaign: CampaignId,
        cap: Option<u32>,
        begun: &Begun,
        zones: &Zones,
        now: OffsetDateTime,
    ) -> Effect {
        let budget = self.budget(campaign, cap, begun.first_at, zones);
        let Some(waits) = begun.waits else { return Effect { next: Next::Same, budget } };
        let next = match self.decide(campaign, &Tried { budget, ..waits.tried }, zones) {
            Decision::GiveUp(why) => return Effect { next: Next::GivesUp(why), budget: begun.budget },
            Decision::Retry(at) => {
                let at = if waits.held { at.max(waits.due_at) } else { at };
                match at.max(now).cmp(&waits.due_at.max(now)) {
                    std::cmp::Ordering::Less => Next::Earlier(at),
                    std::cmp::Ordering::Equal => Next::Same,
                    std::cmp::Ordering::Greater => Next::Later(at),
                }
            }
        };
        Effect { next, budget }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dial::Outcome;
    use proptest::prelude::*;
    use time::Duration;
    use time::macros::datetime;

    const ONE: CampaignId = CampaignId(1);
    /// A Monday.
    const AT: OffsetDateTime = datetime!(2026-11-23 10:00 UTC);

    fn policy(most: u32, every: u32, hours: (&str, &str)) -> RetryPolicy {
        let (start, end) = hours;
        let text = format!(
            "global_rules:\n  - days: [mon, tue, wed, thu, fri, sat, sun]\n    time_slots:\n      - \
             {{start_time: \"{start}\", end_time: \"{end}\", max_attempts: {most}, retry_interval_minutes: {every}}}\n\
             defaults: {{max_attempts: 20}}\ntimezone: UTC\n"
        );
        RetryPolicy::read(&text).expect("it reads")
    }

    fn begun(policy: &RetryPolicy, attempts: u32) -> Begun {
        let zones = Zones::utc();
        let budget = policy.budget(ONE, None, AT, &zones);
        let tried = Tried { outcome: Outcome::Rnr, at: AT, attempts, counted: attempts, so: attempts, budget };
        let Decision::Retry(due_at) = policy.decide(ONE, &tried, &zones) else { panic!("it waits") };
        Begun { first_at: AT, budget, waits: Some(Waits { tried, due_at, held: false }) }
    }

    #[test]
    fn another_interval_moves_it_other_hours_move_it_and_fewer_attempts_end_it() {
        let old = policy(3, 60, ("00:00", "24:00"));
        let effect = |new: &RetryPolicy, attempts| new.effect(ONE, None, &begun(&old, attempts), &Zones::utc(), AT);
        assert_eq!(effect(&old, 1), Effect { next: Next::Same, budget: 3 });
        let at = |minutes| AT + Duration::minutes(minutes);
        assert_eq!(effect(&policy(5, 5, ("00:00", "24:00")), 1), Effect { next: Next::Earlier(at(5)), budget: 5 });
        let evening = effect(&policy(3, 60, ("18:00", "20:00")), 1).next;
        assert_eq!(evening, Next::Later(datetime!(2026-11-23 18:00 UTC)));
        assert_eq!(effect(&policy(1, 60, ("00:00", "24:00")), 1).next, Next::GivesUp(GiveUp::BudgetSpent));
        // What is due by both is due, and what is held is not called sooner.
        let late = at(600);
        let due = policy(3, 5, ("00:00", "24:00")).effect(ONE, None, &begun(&old, 1), &Zones::utc(), late);
        assert_eq!(due.next, Next::Same);
        let mut held = begun(&old, 1);
        held.waits.as_mut().expect("it waits").held = true;
        let sooner = policy(3, 5, ("00:00", "24:00"));
        assert_eq!(sooner.effect(ONE, None, &held, &Zones::utc(), AT).next, Next::Same);
        held.waits = None;
        assert_eq!(policy(7, 5, ("00:00", "24:00")).effect(ONE, Some(4), &held, &Zones::utc(), AT).budget, 4);
    }

    proptest! {
        /// Done once, it is done: whoever goes through the same dials again changes nothing.
        #[test]
        fn what_was_brought_to_a_policy_stands_as_it_says(most in 1_u32..8, every in 0_u32..600, hour in 0_u32..23, tries in 1_u32..3) {
            let old = policy(3, 60, ("00:00", "24:00"));
            let mut dial = begun(&old, tries);
            let new = policy(most, every, (&format!("{hour:02}:00"), &format!("{:02}:00", hour + 1)));
            let effect = new.effect(ONE, None, &dial, &Zones::utc(), AT);
            match effect.next {
                Next::GivesUp(_) => prop_assert!(tries >= most.min(20) || tries >= effect.budget || new.slot(new.rules(None), AT, &Zones::utc()).is_none()),
                next => {
                    let waits = dial.waits.as_mut().expect("it waits");
                    waits.due_at = next.at().unwrap_or(waits.due_at);
                    dial.budget = effect.budget;
                    prop_assert_eq!(new.effect(ONE, None, &dial, &Zones::utc(), AT), Effect { next: Next::Same, ..effect });
                }
            }
        }
    }
}
