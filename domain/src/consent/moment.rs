//! Points in time as forms, programs and tables write them.

use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime, UtcOffset};

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
const MINUTE: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]");
const SECOND: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");

/// Reads `2026-11-21T10:15:00-08:00`, `2026-11-21T10:15`, `2026-11-21 10:15:30` or `2026-11-21`; without an offset it is in
/// UTC, and a day alone is its beginning. `None` for anything else and for years before 1970.
pub fn moment(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim();
    let offset = OffsetDateTime::parse(text, &Rfc3339).ok();
    let spaced = text.replacen('T', " ", 1);
    let plain = || PrimitiveDateTime::parse(&spaced, SECOND).or(PrimitiveDateTime::parse(&spaced, MINUTE)).ok();
    let day = || Date::parse(text, DAY).ok().map(Date::midnight);
    let read = offset.or_else(|| plain().or_else(day).map(PrimitiveDateTime::assume_utc))?;
    let read = read.checked_to_offset(UtcOffset::UTC)?;
    (1970..=9_999).contains(&read.year()).then_some(read)
}

/// Reads the end of something: as [`moment`], but a day alone is still part of it.
pub fn moment_of_end(text: &str) -> Option<OffsetDateTime> {
    let read = moment(text)?;
    if Date::parse(text.trim(), DAY).is_ok() { read.checked_add(Duration::DAY) } else { Some(read) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn each_notation_is_read_and_a_day_ends_at_its_end() {
        for (text, at) in [
            ("2026-11-21T10:15:00-08:00", datetime!(2026-11-21 18:15 UTC)),
            ("2026-11-21T10:15:00Z", datetime!(2026-11-21 10:15 UTC)),
            ("2026-11-21T10:15", datetime!(2026-11-21 10:15 UTC)),
            (" 2026-11-21 10:15:30 ", datetime!(2026-11-21 10:15:30 UTC)),
            ("2026-11-21", datetime!(2026-11-21 0:00 UTC)),
        ] {
            assert_eq!(moment(text), Some(at), "{text}");
        }
        assert_eq!(moment_of_end("2026-11-21"), Some(datetime!(2026-11-22 0:00 UTC)));
        assert_eq!(moment_of_end("2026-11-21T10:15"), Some(datetime!(2026-11-21 10:15 UTC)));
        for wrong in ["", "soon", "21.11.2026", "2026-13-01", "1969-12-31", "2026-11-21T25:00", "0001-01-01T00:00:00Z"]
        {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
    }
}
