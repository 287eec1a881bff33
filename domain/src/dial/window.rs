//! Windows: the local hours in which people are called.

use crate::field_error::FieldErrors;
use serde::{Deserialize, Serialize};
use std::fmt;
use time::Weekday;

/// The most windows of one campaign.
pub const WINDOWS_MAX: usize = 50;

/// Some days of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Days(u8);

const WEEK: [(Weekday, &str, &str); 7] = [
    (Weekday::Monday, "mon", "monday"),
    (Weekday::Tuesday, "tue", "tuesday"),
    (Weekday::Wednesday, "wed", "wednesday"),
    (Weekday::Thursday, "thu", "thursday"),
    (Weekday::Friday, "fri", "friday"),
    (Weekday::Saturday, "sat", "saturday"),
    (Weekday::Sunday, "sun", "sunday"),
];

impl Days {
    /// Every day.
    pub const ALL: Days = Days(0b111_1111);
    /// No day.
    pub const NONE: Days = Days(0);

    /// With one more day.
    pub fn with(self, day: Weekday) -> Days {
        Days(self.0 | 1 << day.number_days_from_monday())
    }

    /// Whether a day is among them.
    pub fn has(self, day: Weekday) -> bool {
        self.0 & 1 << day.number_days_from_monday() != 0
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The day of a word: its name or its first three letters, in any case.
    pub fn day_of(word: &str) -> Option<Weekday> {
        let word = word.trim().to_ascii_lowercase();
        WEEK.into_iter().find(|(_, short, long)| word == *short || word == *long).map(|(day, _, _)| day)
    }

    /// The short words, from Monday on.
    pub fn words(self) -> Vec<&'static str> {
        WEEK.into_iter().filter(|(day, _, _)| self.has(*day)).map(|(_, short, _)| short).collect()
    }
}

/// A stretch of minutes on some days, by the local clock: from `start` up to, and without, `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub days: Days,
    /// Minutes since midnight, 0 to 1,439.
    pub start: u16,
    /// Minutes since midnight, 1 to 1,440; more than `start`.
    pub end: u16,
}

/// The windows of a campaign; a moment is open when one of them is, in every zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Windows(Vec<Window>);

/// A window as programs send it and as it is stored (CONTRACTS C).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowDraft {
    /// `all`, or some of `mon` to `sun`.
    pub days: DaysDraft,
    /// `HH:MM`.
    pub start: String,
    /// `HH:MM`, up to `24:00`.
    pub end: String,
}

/// The days of a window: a word, or a list of words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DaysDraft {
    Word(String),
    List(Vec<String>),
}

/// Minutes since midnight of a text `HH:MM`; `24:00` is the end of a day.
pub(super) fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let number = |text: &str| {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits { text.parse::<u16>().ok() } else { None }
    };
    let (hours, rest) = (number(hours)?, number(minutes).filter(|_| minutes.len() == 2)?);
    let whole = hours * 60 + rest;
    if rest < 60 && whole <= 24 * 60 { Some(whole) } else { None }
}

/// The text of minutes since midnight.
pub(super) fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

impl Window {
    /// Whether a minute of a day, counted from midnight, lies in it.
    pub fn has(&self, day: Weekday, minute: u16) -> bool {
        self.days.has(day) && (self.start..self.end).contains(&minute)
    }

    /// The window as it is sent.
    pub fn draft(&self) -> WindowDraft {
        let days = match self.days {
            Days::ALL => DaysDraft::Word("all".to_owned()),
            days => DaysDraft::List(days.words().into_iter().map(str::to_owned).collect()),
        };
        WindowDraft { days, start: clock(self.start), end: clock(self.end) }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = if self.days == Days::ALL { "every day".to_owned() } else { self.days.words().join(", ") };
        write!(f, "{days} {}–{}", clock(self.start), clock(self.end))
    }
}

impl Default for Windows {
    /// Every day from 9 to 20 (CONTRACTS C).
    fn default() -> Self {
        Windows(vec![Window { days: Days::ALL, start: 9 * 60, end: 20 * 60 }])
    }
}

impl Windows {
    /// Checks windows as they were sent; an empty list means [`Windows::default`].
    ///
    /// # Errors
    /// At `windows`, a sentence for each that can't be read, with its place in the list.
    pub fn read(drafts: &[WindowDraft]) -> Result<Windows, FieldErrors> {
        if drafts.is_empty() {
            return Ok(Windows::default());
        }
        let mut errors = FieldErrors::new();
        if drafts.len() > WINDOWS_MAX {
            errors.add("windows", format!("At most {WINDOWS_MAX} windows."));
            return Err(errors);
        }
        let mut windows = Vec::with_capacity(drafts.len());
        for (place, draft) in drafts.iter().enumerate() {
            match draft.read() {
                Ok(window) => windows.push(window),
                Err(text) => errors.add("windows", format!("Window {}: {text}", place + 1)),
            }
        }
        errors.into_result(Windows(windows))
    }

    /// The windows, in the order they were given.
    pub fn iter(&self) -> impl Iterator<Item = &Window> {
        self.0.iter()
    }

    /// Whether one of them has a minute of a day.
    pub fn have(&self, day: Weekday, minute: u16) -> bool {
        self.0.iter().any(|window| window.has(day, minute))
    }
}

impl WindowDraft {
    fn read(&self) -> Result<Window, String> {
        let words: Vec<&str> = match &self.days {
            DaysDraft::Word(word) if word.trim().eq_ignore_ascii_case("all") => Vec::new(),
            DaysDraft::Word(word) => word.split([',', ' ']).filter(|word| !word.is_empty()).collect(),
            DaysDraft::List(words) => words.iter().map(String::as_str).collect(),
        };
        let mut days = Days::NONE;
        for word in &words {
            let day = Days::day_of(word).ok_or_else(|| format!("{word:?} is no day: use all, or mon to sun."))?;
            days = days.with(day);
        }
        let all = matches!(&self.days, DaysDraft::Word(word) if word.trim().eq_ignore_ascii_case("all"));
        if all {
            days = Days::ALL;
        }
        if days.is_empty() {
            return Err("name its days: all, or some of mon to sun.".to_owned());
        }
        let read = |text: &str| minutes(text).ok_or_else(|| format!("{text:?} is no time: use HH:MM."));
        let (start, end) = (read(&self.start)?, read(&self.end)?);
        if start >= end {
            return Err(format!("it ends at {} and has to end after it begins, at {}.", clock(end), clock(start)));
        }
        Ok(Window { days, start, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(days: &str, start: &str, end: &str) -> WindowDraft {
        WindowDraft { days: DaysDraft::Word(days.into()), start: start.into(), end: end.into() }
    }

    #[test]
    fn a_window_reads_back_as_it_was_sent_and_what_is_none_is_told_with_its_place() {
        let windows = Windows::read(&[draft("mon, wed", "9:00", "24:00"), draft("ALL", "00:00", "00:01")]).unwrap();
        let again: Vec<WindowDraft> = windows.iter().map(Window::draft).collect();
        assert_eq!(Windows::read(&again).unwrap(), windows);
        assert_eq!(Windows::read(&[]).unwrap(), Windows::default());
        for (wrong, says) in [
            (draft("someday", "09:00", "10:00"), "is no day"),
            (draft("", "09:00", "10:00"), "name its days"),
            (draft("all", "9", "10:00"), "is no time"),
            (draft("all", "09:60", "10:00"), "is no time"),
            (draft("all", "10:00", "24:01"), "is no time"),
            (draft("all", "10:00", "10:00"), "has to end after"),
        ] {
            let errors = Windows::read(&[draft("all", "09:00", "10:00"), wrong.clone()]).unwrap_err();
            let text = &errors.at("windows")[0];
            assert!(text.starts_with("Window 2: ") && text.contains(says), "{wrong:?}: {text}");
        }
    }
}
