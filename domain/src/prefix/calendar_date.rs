//! Dates as the numbering administrator writes them.

use super::RowError;
use time::{Date, Month};

/// Reads `MM/DD/YYYY`.
pub(super) fn month_day_year(cell: &'static str, text: &str) -> Result<Date, RowError> {
    parse(text).ok_or_else(|| RowError::unreadable(cell, text))
}

fn parse(text: &str) -> Option<Date> {
    let mut parts = text.split('/');
    let (month, day, year) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?, digits(parts.next()?, 4)?);
    if parts.next().is_some() {
        return None;
    }
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()
}

fn digits(text: &str, count: usize) -> Option<u16> {
    let plain = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}
