//! What a rule is about, and what it says.

use crate::dial::DaysDraft;
use crate::dial::{WindowDraft, Windows};
use std::fmt;
use time::{Date, Month, format_description::BorrowedFormatItem, macros::format_description};

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleKind {
    /// The local hours in which people may be called.
    Hours,
    /// Days on which nobody is called.
    Holiday,
    /// The most calls to a number in any 24 hours.
    Attempts24h,
    /// The most calls that somebody answered and nobody spoke on, as a share of those answered, of a campaign and 30 days.
    AbandonedShare30d,
    /// How long a phone rings at least before the caller gives up, in seconds.
    MinRingSeconds,
    /// How many business days it may take until somebody who asked not to be called is not.
    InternalDncDays,
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleValue {
    Hours(Windows),
    Holiday(Holiday),
    Attempts24h(u32),
    AbandonedShare30d(f64),
    MinRingSeconds(u32),
    InternalDncDays(u32),
    /// Somebody looked, and there the law has no rule of this kind.
    Nothing(RuleKind),
}

/// A day on which nobody is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holiday {
    On(Date),
    /// The same day of every year.
    Yearly(Month, u8),
}

impl RuleKind {
    /// Every kind.
    pub const ALL: [RuleKind; 6] = [
        RuleKind::Hours,
        RuleKind::Holiday,
        RuleKind::Attempts24h,
        RuleKind::AbandonedShare30d,
        RuleKind::MinRingSeconds,
        RuleKind::InternalDncDays,
    ];

    /// The word of the file's column `kind`.
    pub fn as_str(self) -> &'static str {
        match self {
            RuleKind::Hours => "hours",
            RuleKind::Holiday => "holiday",
            RuleKind::Attempts24h => "attempts_24h",
            RuleKind::AbandonedShare30d => "abandoned_share_30d",
            RuleKind::MinRingSeconds => "min_ring_seconds",
            RuleKind::InternalDncDays => "internal_dnc_days",
        }
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            RuleKind::Hours => "Hours",
            RuleKind::Holiday => "Holidays",
            RuleKind::Attempts24h => "Calls in 24 hours",
            RuleKind::AbandonedShare30d => "Abandoned share in 30 days",
            RuleKind::MinRingSeconds => "Ringing, at least",
            RuleKind::InternalDncDays => "Opt-outs honoured within",
        }
    }

    /// The kind of a word.
    pub fn find(word: &str) -> Option<RuleKind> {
        RuleKind::ALL.into_iter().find(|kind| kind.as_str() == word.trim())
    }
}

impl RuleValue {
    /// What it is about.
    pub fn kind(&self) -> RuleKind {
        match self {
            RuleValue::Hours(_) => RuleKind::Hours,
            RuleValue::Holiday(_) => RuleKind::Holiday,
            RuleValue::Attempts24h(_) => RuleKind::Attempts24h,
            RuleValue::AbandonedShare30d(_) => RuleKind::AbandonedShare30d,
            RuleValue::MinRingSeconds(_) => RuleKind::MinRingSeconds,
            RuleValue::InternalDncDays(_) => RuleKind::InternalDncDays,
            RuleValue::Nothing(kind) => *kind,
        }
    }

    /// The value as a person reads it.
    pub fn says(&self) -> String {
        match self {
            RuleValue::Hours(windows) => windows.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
            RuleValue::Holiday(Holiday::On(day)) => day.to_string(),
            RuleValue::Holiday(Holiday::Yearly(month, day)) => format!("{day} {month}, every year"),
            RuleValue::Attempts24h(most) => format!("{most} at most"),
            RuleValue::AbandonedShare30d(share) => format!("{} % at most", share * 100.0),
            RuleValue::MinRingSeconds(least) => format!("{least} seconds"),
            RuleValue::InternalDncDays(days) => format!("{days} business days"),
            RuleValue::Nothing(_) => "No such rule".to_owned(),
        }
    }

    /// Reads a value of a kind. Hours are `08:00-21:00`, or by day: `mon-fri 08:00-21:00; sat 10:00-18:00`, and on a day that
    /// is not named nobody is called. A holiday is `2026-11-26`, or `12-25` for every year. A share is between 0 and 1. `none`
    /// says that there is no such rule.
    ///
    /// # Errors
    /// A sentence that says what is expected.
    pub fn read(kind: RuleKind, text: &str) -> Result<RuleValue, &'static str> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("none") {
            return Ok(RuleValue::Nothing(kind));
        }
        let whole = |least: u32, most: u32| text.parse::<u32>().ok().filter(|number| (least..=most).contains(number));
        Ok(match kind {
            RuleKind::Hours => RuleValue::Hours(hours(text)?),
            RuleKind::Holiday => {
                RuleValue::Holiday(holiday(text).ok_or("A holiday is a day, 2026-11-26, or 12-25 for every year.")?)
            }
            RuleKind::Attempts24h => {
                RuleValue::Attempts24h(whole(0, 100).ok_or("Calls in 24 hours are a whole number from 0 to 100.")?)
            }
            RuleKind::AbandonedShare30d => {
                let share = text.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
                RuleValue::AbandonedShare30d(share.ok_or("A share is a number from 0 to 1, such as 0.03.")?)
            }
            RuleKind::MinRingSeconds => {
                RuleValue::MinRingSeconds(whole(0, 300).ok_or("Seconds of ringing are a whole number from 0 to 300.")?)
            }
            RuleKind::InternalDncDays => {
                RuleValue::InternalDncDays(whole(0, 365).ok_or("Days are a whole number from 0 to 365.")?)
            }
        })
    }
}

fn hours(text: &str) -> Result<Windows, &'static str> {
    const EXPECTED: &str = "Hours are 08:00-21:00, or by day: mon-fri 08:00-21:00; sat 10:00-18:00.";
    let drafts: Vec<WindowDraft> = text.split(';').map(window).collect::<Option<_>>().ok_or(EXPECTED)?;
    Windows::read(&drafts).map_err(|_| EXPECTED)
}

fn window(text: &str) -> Option<WindowDraft> {
    let text = text.trim();
    let (days, hours) = match text.rsplit_once(char::is_whitespace) {
        Some((days, hours)) => (days.trim(), hours),
        None => ("all", text),
    };
    let (start, end) = hours.split_once('-')?;
    Some(WindowDraft { days: day_words(days)?, start: start.to_owned(), end: end.to_owned() })
}

/// `all`, `sat`, `sat, sun` or `mon-fri`.
fn day_words(text: &str) -> Option<DaysDraft> {
    const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let place = |word: &str| WEEK.iter().position(|day| day.eq_ignore_ascii_case(word.trim()));
    if text.eq_ignore_ascii_case("all") {
        return Some(DaysDraft::Word("all".to_owned()));
    }
    let mut words = Vec::new();
    for part in text.split([',', ' ']).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (place(first)?, place(last)?);
        words.extend(WEEK.get(first..=last)?.iter().map(|day| (*day).to_owned()));
    }
    Some(DaysDraft::List(words))
}

fn holiday(text: &str) -> Option<Holiday> {
    if let Ok(day) = Date::parse(text, DAY) {
        return Some(Holiday::On(day));
    }
    let (month, day) = text.split_once('-')?;
    let month = Month::try_from(month.parse::<u8>().ok().filter(|_| month.len() == 2)?).ok()?;
    let day: u8 = day.parse().ok().filter(|_| day.len() == 2)?;
    // A leap year has every day there is.
    Date::from_calendar_date(2024, month, day).ok().map(|_| Holiday::Yearly(month, day))
}

impl Holiday {
    /// Whether it is that day.
    pub fn is(self, day: Date) -> bool {
        match self {
            Holiday::On(on) => on == day,
            Holiday::Yearly(month, of_month) => day.month() == month && day.day() == of_month,
        }
    }
}

impl fmt::Display for RuleValue {
    /// As it is written in the file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RuleValue::Hours(windows) => {
                for (place, window) in windows.iter().enumerate() {
                    let WindowDraft { days, start, end } = window.draft();
                    f.write_str(if place == 0 { "" } else { "; " })?;
                    match days {
                        DaysDraft::Word(_) => write!(f, "{start}-{end}")?,
                        DaysDraft::List(days) => write!(f, "{} {start}-{end}", days.join(","))?,
                    }
                }
                Ok(())
            }
            RuleValue::Holiday(Holiday::On(day)) => write!(f, "{day}"),
            RuleValue::Holiday(Holiday::Yearly(month, day)) => write!(f, "{:02}-{day:02}", u8::from(*month)),
            RuleValue::Attempts24h(number) | RuleValue::MinRingSeconds(number) | RuleValue::InternalDncDays(number) => {
                write!(f, "{number}")
            }
            RuleValue::AbandonedShare30d(share) => write!(f, "{share}"),
            RuleValue::Nothing(_) => f.write_str("none"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_reads_back_as_it_is_shown() {
        for (kind, text, shown) in [
            (RuleKind::Hours, "08:00-21:00", "08:00-21:00"),
            (
                RuleKind::Hours,
                "mon-fri 8:00-21:00; sat 10:00-18:00",
                "mon,tue,wed,thu,fri 08:00-21:00; sat 10:00-18:00",
            ),
            (RuleKind::Hours, "Sat, Sun 10:00-24:00", "sat,sun 10:00-24:00"),
            (RuleKind::Holiday, "2026-11-26", "2026-11-26"),
            (RuleKind::Holiday, "02-29", "02-29"),
            (RuleKind::Attempts24h, "3", "3"),
            (RuleKind::AbandonedShare30d, "0.03", "0.03"),
            (RuleKind::MinRingSeconds, "15", "15"),
            (RuleKind::InternalDncDays, " 10 ", "10"),
            (RuleKind::Holiday, "none", "none"),
        ] {
            let value = RuleValue::read(kind, text).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!((value.kind(), value.to_string().as_str()), (kind, shown));
            assert_eq!(RuleValue::read(kind, shown).as_ref(), Ok(&value));
        }
    }

    #[test]
    fn a_value_that_is_none_says_what_is_expected() {
        for (kind, text) in [
            (RuleKind::Hours, ""),
            (RuleKind::Hours, "21:00-08:00"),
            (RuleKind::Hours, "8-21"),
            (RuleKind::Hours, "fri-mon 08:00-21:00"),
            (RuleKind::Hours, "someday 08:00-21:00"),
            (RuleKind::Holiday, "02-30"),
            (RuleKind::Holiday, "2026-02-29"),
            (RuleKind::Holiday, "2-9"),
            (RuleKind::Attempts24h, "-1"),
            (RuleKind::Attempts24h, "2.5"),
            (RuleKind::AbandonedShare30d, "3"),
            (RuleKind::AbandonedShare30d, "NaN"),
            (RuleKind::MinRingSeconds, "301"),
            (RuleKind::InternalDncDays, "x"),
        ] {
            assert!(RuleValue::read(kind, text).is_err(), "{kind:?} {text}");
        }
    }
}
