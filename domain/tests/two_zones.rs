//! Numbers that may be in two time zones, every hour of a year (FEATURES L12): held against clocks read one by one.

use domain::calling_rule::{RuleBook, SHIPPED};
use domain::dial::{Hours, Windows, Zones};
use domain::phone::AreaCode;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeSet;
use time::OffsetDateTime;

/// The pairs of zones that prefixes of the plan lie in. Source: the public table of time zones by leading digits.
const PAIRS: [&[&str]; 5] = [
    &["America/Boise", "America/Los_Angeles"],
    &["America/Denver", "America/Phoenix"],
    &["America/Puerto_Rico", "America/St_Johns"],
    &["America/Denver", "America/North_Dakota/Center"],
    &["America/Adak", "America/Anchorage"],
];

/// Every set of more than one clock that a number may go by: the pairs of prefixes, and what area codes leave open.
fn sets() -> BTreeSet<Vec<String>> {
    let mut sets: BTreeSet<Vec<String>> =
        PAIRS.iter().map(|names| names.iter().map(ToString::to_string).collect()).collect();
    for area_code in AreaCode::all().iter().filter(|area_code| area_code.in_service) {
        let zones = Zones::of_area_code(area_code.npa).expect("it has clocks");
        if zones.names().len() > 1 {
            sets.insert(zones.names());
        }
    }
    sets
}

#[test]
fn every_code_in_two_zones_is_called_in_the_overlap_of_both_windows_every_hour_of_a_year() {
    let book = RuleBook::read(SHIPPED).expect("it reads");
    let windows = Windows::default();
    let sets = sets();
    assert!(sets.len() > PAIRS.len());
    // A year with both of its changes of the clock.
    let begin: Timestamp = "2026-01-01T00:00:00Z".parse().expect("a moment");
    for region in ["CA", "FL"] {
        let law = book.law(domain::phone::Region::find(region).expect("a region"));
        let hours = Hours { windows: &windows, law };
        let bare = Hours { windows: &windows, law: None };
        for names in &sets {
            let zones = Zones::named(names.iter().map(String::as_str)).expect("known");
            let clocks: Vec<TimeZone> = names.iter().map(|name| TimeZone::get(name).expect("known")).collect();
            for hour in 0..365 * 24 {
                let at = begin + hour.hours();
                let moment = OffsetDateTime::from_unix_timestamp(at.as_second()).expect("in range");
                let minute = |zone: &TimeZone| {
                    let local = zone.to_datetime(at);
                    i32::from(local.hour()) * 60 + i32::from(local.minute())
                };
                // From 9 to 20 by every clock; the law's 8 to 20 lies around that.
                let open = clocks.iter().all(|zone| (9 * 60..20 * 60).contains(&minute(zone)));
                assert_eq!(bare.are_open(moment, &zones), open, "{names:?} at {at}");
                assert_eq!(hours.are_open(moment, &zones), open, "{names:?} at {at} by the law of {region}");
                // What is told as the next opening is open, and nothing before it is.
                if hour % 97 == 0 {
                    let next = hours.next_opening(moment, &zones);
                    let walked = (0..24 * 60 * 2).map(|step| at + step.minutes()).find(|at| {
                        clocks.iter().all(|zone| {
                            let local = zone.to_datetime(*at);
                            (9..20).contains(&local.hour())
                        })
                    });
                    assert_eq!(
                        next.map(OffsetDateTime::unix_timestamp),
                        walked.map(Timestamp::as_second),
                        "{names:?} at {at}"
                    );
                }
            }
        }
    }
}
