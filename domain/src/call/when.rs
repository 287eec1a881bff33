//! Days that are told from today.

use time::{Date, Duration, Month};

/// A stretch of days by today, for lists whose meaning moves on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    Yesterday,
    Today,
    Tomorrow,
    LastWeek,
    ThisWeek,
    NextWeek,
    LastMonth,
    ThisMonth,
}

impl When {
    /// Every stretch, in the order they are offered.
    pub const ALL: [When; 8] = [
        When::Yesterday,
        When::Today,
        When::Tomorrow,
        When::LastWeek,
        When::ThisWeek,
        When::NextWeek,
        When::LastMonth,
        When::ThisMonth,
    ];

    /// The word that is filtered by.
    pub fn as_str(self) -> &'static str {
        match self {
            When::Yesterday => "yesterday",
            When::Today => "today",
            When::Tomorrow => "tomorrow",
            When::LastWeek => "last_week",
            When::ThisWeek => "this_week",
            When::NextWeek => "next_week",
            When::LastMonth => "last_month",
            When::ThisMonth => "this_month",
        }
    }

    /// The stretch of a word.
    pub fn of_word(word: &str) -> Option<When> {
        When::ALL.into_iter().find(|when| when.as_str() == word)
    }

    /// Its first day and the day behind its last; weeks begin on Monday (ISO 8601). Where its zone begins these days is not
    /// asked here.
    pub fn days(self, today: Date) -> (Date, Date) {
        let plus = |day: Date, days: i64| day.checked_add(Duration::days(days)).unwrap_or(day);
        let monday = plus(today, -i64::from(today.weekday().number_days_from_monday()));
        let first = today.replace_day(1).unwrap_or(today);
        match self {
            When::Yesterday => (plus(today, -1), today),
            When::Today => (today, plus(today, 1)),
            When::Tomorrow => (plus(today, 1), plus(today, 2)),
            When::LastWeek => (plus(monday, -7), monday),
            When::ThisWeek => (monday, plus(monday, 7)),
            When::NextWeek => (plus(monday, 7), plus(monday, 14)),
            When::LastMonth => (plus(first, -1).replace_day(1).unwrap_or(first), first),
            When::ThisMonth => (first, month_after(first)),
        }
    }
}

fn month_after(first: Date) -> Date {
    let year = first.year() + i32::from(first.month() == Month::December);
    Date::from_calendar_date(year, first.month().next(), 1).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::Weekday;
    use time::macros::date;

    proptest! {
        #[test]
        fn today_stands_in_its_own_stretches_and_they_touch_their_neighbours(days in 0_i64..20_000) {
            let today = date!(2000 - 01 - 01) + Duration::days(days);
            let of = |when: When| when.days(today);
            for when in [When::Today, When::ThisWeek, When::ThisMonth] {
                let (from, to) = of(when);
                prop_assert!(from <= today && today < to);
            }
            prop_assert_eq!(of(When::Yesterday).1, of(When::Today).0);
            prop_assert_eq!(of(When::Today).1, of(When::Tomorrow).0);
            prop_assert_eq!(of(When::LastWeek).1, of(When::ThisWeek).0);
            prop_assert_eq!(of(When::ThisWeek).1, of(When::NextWeek).0);
            prop_assert_eq!(of(When::LastMonth).1, of(When::ThisMonth).0);
            prop_assert_eq!(of(When::ThisWeek).0.weekday(), Weekday::Monday);
            prop_assert_eq!(of(When::ThisWeek).1 - of(When::ThisWeek).0, Duration::WEEK);
            prop_assert_eq!(of(When::LastMonth).0.day(), 1);
        }
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_their_first() {
        let sunday = date!(2026 - 03 - 01);
        assert_eq!(When::ThisWeek.days(sunday), (date!(2026 - 02 - 23), date!(2026 - 03 - 02)));
        assert_eq!(When::LastMonth.days(sunday), (date!(2026 - 02 - 01), date!(2026 - 03 - 01)));
        assert_eq!(When::ThisMonth.days(date!(2026 - 12 - 31)), (date!(2026 - 12 - 01), date!(2027 - 01 - 01)));
        for when in When::ALL {
            assert_eq!(When::of_word(when.as_str()), Some(when));
        }
    }
}
