//! Calls for a demonstration: made up, coherent, and the same for the same seed. Nobody real is in them, and their numbers
//! ring nowhere (555-0100 to 555-0199).

use super::{Direction, Status};
use crate::FieldErrors;
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;
use std::hash::Hasher;
use time::{Date, Duration, PrimitiveDateTime, Time, Weekday};

/// The most calls of one batch.
const MOST: u64 = 100_000;
/// The most days they are spread over.
const MOST_DAYS: u64 = 3_650;

const SUBJECTS: [&str; 24] = [
    "Introduction",
    "Needs and goals",
    "Product tour",
    "Price and terms",
    "Contract review",
    "Quarterly review",
    "Renewal ahead",
    "Onboarding kick-off",
    "Training session",
    "Open ticket",
    "Billing question",
    "Delivery date",
    "Feedback after the pilot",
    "Referral",
    "Second office",
    "Change of contact",
    "Upgrade options",
    "Outage follow-up",
    "Security questions",
    "Survey",
    "Reactivation",
    "Project status",
    "Handover",
    "Year-end planning",
];

const AGENDAS: [&str; 12] = [
    "Who decides, and by when.",
    "What works today and what does not.",
    "Walk through the main screens.",
    "Agree on the price and the term.",
    "Open points of the last call.",
    "Figures of the last three months.",
    "Next steps and who takes them.",
    "Dates, people, access.",
    "Find out why it stopped.",
    "Two questions from accounting.",
    "Compare the options.",
    "Say thanks and ask for a referral.",
];

const HELD: [&str; 10] = [
    "Agreed on the next step.",
    "Wants a written offer.",
    "Will decide next week.",
    "Asked for a second call with the manager.",
    "Problem solved during the call.",
    "Sent the documents afterwards.",
    "Not the right time; call again next quarter.",
    "Happy with how it works.",
    "Needs approval of the budget.",
    "Gave the name of another department.",
];

const NOT_HELD: [&str; 4] = ["No answer.", "Busy.", "Left a message.", "Nobody came."];

/// What is asked for, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoDraft {
    /// 1 to 100,000; 500 when empty.
    pub count: String,
    /// Over how many days, 1 to 3,650; 30 when empty.
    pub days: String,
    /// The same seed makes the same calls; one is drawn when empty.
    pub seed: String,
}

impl DemoDraft {
    /// Count, days, and the seed if there is one.
    ///
    /// # Errors
    /// At `count`, `days` and `seed`.
    pub fn check(&self) -> Result<(u64, u32, Option<u64>), FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut figure = |name: &str, typed: &str, usual: u64, most: u64, text: &str| {
            let figure = if typed.trim().is_empty() { Some(usual) } else { typed.trim().parse().ok() };
            let figure = figure.filter(|figure| (1..=most).contains(figure));
            if figure.is_none() {
                errors.add(name, text);
            }
            figure.unwrap_or(usual)
        };
        let count = figure("count", &self.count, 500, MOST, "Between 1 and 100,000 calls are made at once.");
        let days = figure("days", &self.days, 30, MOST_DAYS, "Calls are spread over 1 to 3,650 days.");
        let seed = match self.seed.trim() {
            "" => None,
            typed => {
                let seed = typed.parse().ok();
                if seed.is_none() {
                    errors.add("seed", "A seed is a whole number.");
                }
                seed
            }
        };
        errors.into_result((count, u32::try_from(days).unwrap_or(30), seed))
    }
}

/// A made-up call, but for its people and its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoCall {
    pub subject: &'static str,
    pub direction: Direction,
    pub status: Status,
    /// Its place among the ten purposes.
    pub purpose: usize,
    pub agenda: &'static str,
    pub result: &'static str,
    /// `None` where nobody spoke.
    pub duration_s: Option<u32>,
    pub caller_id: String,
    pub dialled_number: String,
    /// Whether it belongs to whoever made the batch: seven in ten do.
    pub is_own: bool,
    /// Chooses among whoever else there is.
    pub pick: u64,
}

/// Chance of a call's own: the same for the same seed, call and question.
struct Dice {
    seed: u64,
    call: u64,
    asked: u64,
}

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.asked += 1;
        let mut hash = SipHasher13::new_with_keys(self.seed, self.call);
        hash.write_u64(self.asked);
        hash.finish() % end.max(1)
    }

    fn one<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        let place = usize::try_from(self.below(texts.len() as u64)).unwrap_or(0);
        texts.get(place).copied().unwrap_or_default()
    }
}

/// When the call of a place begins where the company is: on a weekday of the `days` from `first` on, between 9 and 18.
pub fn demo_start(seed: u64, place: u64, first: Date, days: u32) -> PrimitiveDateTime {
    let mut dice = Dice { seed: !seed, call: place, asked: 0 };
    let day = first.checked_add(Duration::days(dice.below(u64::from(days)).cast_signed())).unwrap_or(first);
    let shift = match day.weekday() {
        Weekday::Saturday => -1,
        Weekday::Sunday => 1,
        _ => 0,
    };
    let day = day.checked_add(Duration::days(shift)).unwrap_or(day);
    let minutes = 9 * 60 + dice.below(108) * 5;
    let hour = u8::try_from(minutes / 60).unwrap_or(9);
    let minute = u8::try_from(minutes % 60).unwrap_or(0);
    day.with_time(Time::from_hms(hour, minute, 0).unwrap_or(Time::MIDNIGHT))
}

/// The call of a place; `past` when its start is.
pub fn demo_call(seed: u64, place: u64, past: bool) -> DemoCall {
    let mut dice = Dice { seed, call: place, asked: 0 };
    let status = match (past, dice.below(100)) {
        (false, _) => Status::Scheduled,
        (true, 0..=54) => Status::Completed,
        (true, 55..=74) => Status::Connected,
        (true, 75..=92) => Status::Missed,
        (true, _) => Status::Overdue,
    };
    let spoken = matches!(status, Status::Completed | Status::Connected);
    // Most are short, some long, none longer than three quarters of an hour.
    let (long, short) = (30 + dice.below(2_670), 30 + dice.below(870));
    let length = if dice.below(4) == 0 { long } else { short };
    let (held, not_held) = (dice.one(&HELD), dice.one(&NOT_HELD));
    let result = match status {
        Status::Scheduled | Status::Overdue => "",
        Status::Missed => not_held,
        Status::Connected | Status::Completed => held,
    };
    let mut number =
        || format!("+1{}5550{}", ["212", "415", "312", "206"][dice.below(4) as usize & 3], 100 + dice.below(100));
    let (caller_id, dialled_number) = (number(), number());
    DemoCall {
        direction: if dice.below(100) < 60 { Direction::Outbound } else { Direction::Inbound },
        subject: dice.one(&SUBJECTS),
        purpose: usize::try_from(dice.below(10)).unwrap_or(0),
        agenda: dice.one(&AGENDAS),
        is_own: dice.below(100) < 70,
        pick: dice.below(u64::MAX),
        duration_s: spoken.then(|| u32::try_from(length).unwrap_or(60)),
        status,
        result,
        caller_id,
        dialled_number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use time::macros::date;

    #[test]
    fn demo_calls_are_coherent_and_follow_from_the_seed() {
        let (mut subjects, mut purposes, mut own) = (HashSet::new(), HashSet::new(), 0);
        for place in 0..2_000 {
            let past = place % 3 != 0;
            let call = demo_call(7, place, past);
            assert_eq!(call, demo_call(7, place, past));
            let spoken = matches!(call.status, Status::Completed | Status::Connected);
            assert_eq!(call.duration_s.is_some(), spoken, "nobody speaks in a missed call");
            assert_eq!(past, call.status != Status::Scheduled);
            assert!(call.duration_s.is_none_or(|seconds| (30..=2_700).contains(&seconds)));
            for number in [&call.caller_id, &call.dialled_number] {
                let line: u32 = number[8..].parse().unwrap();
                assert!(number.len() == 12 && &number[5..8] == "555" && (100..200).contains(&line), "{number}");
            }
            subjects.insert(call.subject);
            purposes.insert(call.purpose);
            own += u32::from(call.is_own);
        }
        assert_eq!((subjects.len(), purposes.len()), (SUBJECTS.len(), 10));
        assert!((1_300..1_500).contains(&own), "seven in ten: {own}");
        assert_ne!(demo_call(7, 1, true), demo_call(8, 1, true));
    }

    #[test]
    fn they_begin_on_weekdays_in_office_hours() {
        let first = date!(2026 - 11 - 01);
        for place in 0..2_000 {
            let start = demo_start(7, place, first, 30);
            assert!(!matches!(start.weekday(), Weekday::Saturday | Weekday::Sunday));
            assert!((9..18).contains(&start.hour()), "{start}");
            let day = (start.date() - first).whole_days();
            assert!((-1..=30).contains(&day), "{start}");
        }
    }

    #[test]
    fn what_is_asked_for_has_bounds() {
        assert_eq!(DemoDraft::default().check(), Ok((500, 30, None)));
        let of = |count: &str, days: &str, seed: &str| DemoDraft {
            count: count.into(),
            days: days.into(),
            seed: seed.into(),
        };
        assert_eq!(of("100000", "1", "7").check(), Ok((100_000, 1, Some(7))));
        let errors = of("100001", "0", "x").check().expect_err("all of it");
        assert_eq!(errors.iter().count(), 3);
    }
}
