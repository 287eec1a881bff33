//! The time zone that a page's moments read in.

use crate::components::moment::Zone;
use crate::request::Request;
use jiff::tz::{TimeZone, db};
use jiff::{Timestamp, civil};
use time::{Date, OffsetDateTime, PrimitiveDateTime, UtcOffset};

/// The person's zone; UTC before they have signed in, and where a release knows their zone no more.
pub(super) fn of(request: &Request) -> Zone {
    let name = request.identity.as_ref().map_or("UTC", |identity| &identity.time_zone);
    zone(db().get(name).unwrap_or(TimeZone::UTC))
}

/// A moment as the person typed it, in their zone: the first of two that have it, and what the clock shows instead of one that
/// is left out.
pub(super) fn moment(request: &Request, typed: &str) -> Option<OffsetDateTime> {
    let name = request.identity.as_ref().map_or("UTC", |identity| &identity.time_zone);
    let zone = db().get(name).unwrap_or(TimeZone::UTC);
    domain::moment::date_time(typed, |local| in_zone(local, &zone).unwrap_or_else(|| local.assume_utc()))
}

fn in_zone(local: PrimitiveDateTime, zone: &TimeZone) -> Option<OffsetDateTime> {
    let part = |part: u8| i8::try_from(part).unwrap_or(1);
    let (month, day) = (part(u8::from(local.month())), part(local.day()));
    let (hour, minute, second) = (part(local.hour()), part(local.minute()), part(local.second()));
    let civil = civil::DateTime::new(i16::try_from(local.year()).ok()?, month, day, hour, minute, second, 0).ok()?;
    let at = zone.to_ambiguous_timestamp(civil).compatible().ok()?;
    OffsetDateTime::from_unix_timestamp(at.as_second()).ok()
}

/// The day it is for the person, and when days begin for them.
pub(super) struct Days(TimeZone);

impl Days {
    pub(super) fn of(request: &Request) -> Self {
        let name = request.identity.as_ref().map_or("UTC", |identity| &identity.time_zone);
        Self(db().get(name).unwrap_or(TimeZone::UTC))
    }

    /// The day of a moment.
    pub(super) fn day(&self, at: OffsetDateTime) -> Date {
        let moment = Timestamp::from_second(at.unix_timestamp()).unwrap_or(Timestamp::UNIX_EPOCH);
        let offset = UtcOffset::from_whole_seconds(self.0.to_offset_info(moment).offset().seconds());
        at.to_offset(offset.unwrap_or(UtcOffset::UTC)).date()
    }

    /// The first moment of a day.
    pub(super) fn begin(&self, day: Date) -> OffsetDateTime {
        let civil = i16::try_from(day.year()).ok().zip(i8::try_from(u8::from(day.month())).ok());
        let civil =
            civil.zip(i8::try_from(day.day()).ok()).and_then(|((year, month), day)| civil_date(year, month, day));
        let moment = civil.and_then(|day| day.to_zoned(self.0.clone()).ok());
        let at = moment.and_then(|moment| OffsetDateTime::from_unix_timestamp(moment.timestamp().as_second()).ok());
        at.unwrap_or_else(|| day.midnight().assume_utc())
    }
}

fn civil_date(year: i16, month: i8, day: i8) -> Option<civil::Date> {
    civil::Date::new(year, month, day).ok()
}

fn zone(zone: TimeZone) -> Zone {
    Zone::new(move |at: OffsetDateTime| {
        let moment = Timestamp::from_second(at.unix_timestamp()).unwrap_or(Timestamp::UNIX_EPOCH);
        let info = zone.to_offset_info(moment);
        let offset = UtcOffset::from_whole_seconds(info.offset().seconds()).unwrap_or(UtcOffset::UTC);
        (offset, info.abbreviation().to_owned())
    })
}

/// The names that somebody can choose from: places, and UTC.
pub(crate) fn names() -> Vec<String> {
    // What is written without a place is an alias, a fixed offset or a rule of the past.
    let place =
        |name: &str| name == "UTC" || name.contains('/') && !name.starts_with("Etc/") && !name.starts_with("US/");
    db().available().map(|name| name.as_str().to_owned()).filter(|name| place(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::moment::exact;
    use leptos::prelude::{Owner, provide_context};
    use time::macros::date;

    #[test]
    fn a_moment_reads_in_the_zone_that_the_page_provides_and_in_utc_without_one() {
        let owner = Owner::new();
        owner.with(|| {
            let at = |seconds| OffsetDateTime::from_unix_timestamp(seconds).expect("a moment");
            assert_eq!(exact(at(1_795_245_903)), "2026-11-21 07:25:03 UTC");
            provide_context(zone(db().get("America/New_York").expect("a zone")));
            assert_eq!(exact(at(1_795_245_903)), "2026-11-21 02:25:03 EST");
            assert_eq!(exact(at(1_783_236_303)), "2026-07-05 03:25:03 EDT");
        });
    }

    #[test]
    fn a_day_begins_where_the_person_is_also_when_the_clocks_change() {
        let days = Days(db().get("America/New_York").expect("a zone"));
        let at = |day| days.begin(day).unix_timestamp();
        assert_eq!(at(date!(2026 - 11 - 02)) - at(date!(2026 - 11 - 01)), 25 * 3_600, "the clocks go back");
        assert_eq!(at(date!(2026 - 03 - 09)) - at(date!(2026 - 03 - 08)), 23 * 3_600, "the clocks go forward");
        let begins = days.begin(date!(2026 - 11 - 21));
        assert_eq!(days.day(begins), date!(2026 - 11 - 21));
        assert_eq!(days.day(begins - time::Duration::SECOND), date!(2026 - 11 - 20));
    }

    #[test]
    fn the_names_offered_are_places() {
        let names = names();
        assert!(names.len() > 300, "{}", names.len());
        for there in ["UTC", "America/New_York", "Europe/Berlin", "Pacific/Honolulu"] {
            assert!(names.iter().any(|name| name == there), "{there}");
        }
    }
}
