//! Points in time as forms, programs and tables write them.

use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime, PrimitiveDateTime, UtcOffset};

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
const MINUTE: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]");
const SECOND: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");

/// Reads `2026-11-21T10:15:00-08:00`, `2026-11-21T10:15` or `2026-11-21 10:15:30`; `here` says which moment a time without an
/// offset is. `None` for anything else and for years before 1970 or behind 9998. Kept to the microsecond, as the database does.
pub fn date_time(text: &str, here: impl Fn(PrimitiveDateTime) -> OffsetDateTime) -> Option<OffsetDateTime> {
    let text = text.trim();
    let spaced = text.replacen('T', " ", 1);
    let local = || PrimitiveDateTime::parse(&spaced, SECOND).or(PrimitiveDateTime::parse(&spaced, MINUTE)).ok();
    let read = OffsetDateTime::parse(text, &Rfc3339).ok();
    let read =
        read.or_else(|| local().filter(|local| known(local.year())).map(here))?.checked_to_offset(UtcOffset::UTC)?;
    read.replace_microsecond(read.microsecond()).ok().filter(|read| known(read.year()))
}

/// Reads a time, or the beginning of a day such as `2026-11-21`.
pub fn moment(text: &str, here: impl Fn(PrimitiveDateTime) -> OffsetDateTime) -> Option<OffsetDateTime> {
    match day(text) {
        Some(day) => Some(here(day.midnight())),
        None => date_time(text, here),
    }
}

/// Reads the end of something: as [`moment`], but a day alone is still part of it.
pub fn moment_of_end(text: &str, here: impl Fn(PrimitiveDateTime) -> OffsetDateTime) -> Option<OffsetDateTime> {
    match day(text) {
        Some(last) => last.next_day().map(|next| here(next.midnight())),
        None => date_time(text, here),
    }
}

fn day(text: &str) -> Option<Date> {
    Date::parse(text.trim(), DAY).ok().filter(|day| known(day.year()))
}

/// Years that have moments; a day more or less stays among those that can be written.
fn known(year: i32) -> bool {
    (1970..=9_998).contains(&year)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{datetime, offset};

    fn utc(local: PrimitiveDateTime) -> OffsetDateTime {
        local.assume_utc()
    }

    fn denver(local: PrimitiveDateTime) -> OffsetDateTime {
        local.assume_offset(offset!(-7))
    }

    #[test]
    fn a_time_without_an_offset_is_where_somebody_is_and_a_day_ends_there() {
        assert_eq!(moment("2026-11-21", denver), Some(datetime!(2026-11-21 7:00 UTC)));
        assert_eq!(
            moment("2026-11-21T10:15Z", denver).or(moment("2026-11-21T10:15:00Z", denver)),
            Some(datetime!(2026-11-21 10:15 UTC))
        );
        assert_eq!(moment_of_end("2026-11-25", denver), Some(datetime!(2026-11-26 7:00 UTC)));
    }

    #[test]
    fn each_notation_is_read_and_a_day_ends_at_its_end() {
        for (text, at) in [
            ("2026-11-21T10:15:00-08:00", datetime!(2026-11-21 18:15 UTC)),
            ("2026-11-21T10:15:00Z", datetime!(2026-11-21 10:15 UTC)),
            ("2026-11-21T10:15", datetime!(2026-11-21 10:15 UTC)),
            (" 2026-11-21 10:15:30 ", datetime!(2026-11-21 10:15:30 UTC)),
            ("2026-11-21", datetime!(2026-11-21 0:00 UTC)),
        ] {
            assert_eq!(moment(text, utc), Some(at), "{text}");
        }
        assert_eq!(moment_of_end("2026-11-21", utc), Some(datetime!(2026-11-22 0:00 UTC)));
        assert_eq!(moment_of_end("2026-11-21T10:15", utc), Some(datetime!(2026-11-21 10:15 UTC)));
        for wrong in ["", "soon", "21.11.2026", "2026-13-01", "1969-12-31", "2026-11-21T25:00", "0001-01-01T00:00:00Z"]
        {
            assert_eq!(moment(wrong, utc), None, "{wrong}");
        }
    }
}
