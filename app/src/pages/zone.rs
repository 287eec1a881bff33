//! The time zone that a page's moments read in.

use crate::components::moment::Zone;
use crate::request::Request;
use jiff::Timestamp;
use jiff::tz::{TimeZone, db};
use time::{OffsetDateTime, UtcOffset};

/// The person's zone; UTC before they have signed in, and where a release knows their zone no more.
pub(super) fn of(request: &Request) -> Zone {
    let name = request.identity.as_ref().map_or("UTC", |identity| &identity.time_zone);
    zone(db().get(name).unwrap_or(TimeZone::UTC))
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
    fn the_names_offered_are_places() {
        let names = names();
        assert!(names.len() > 300, "{}", names.len());
        for there in ["UTC", "America/New_York", "Europe/Berlin", "Pacific/Honolulu"] {
            assert!(names.iter().any(|name| name == there), "{there}");
        }
    }
}
