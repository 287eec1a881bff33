//! Where the called party's clock stands.

use crate::phone::{AreaCode, Npa, Region};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;
use time::{Date, Month, OffsetDateTime};

/// The time zones a number may be in: one or more. What is decent has to be so in all of them.
#[derive(Debug, Clone)]
pub struct Zones(Vec<TimeZone>);

/// No zone of the tz database has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("There is no time zone {0:?}.")]
pub struct NoSuchZone(pub String);

/// What the letter of an area code's zone may mean on a clock: places of the zone that change their clocks, and places that
/// do not. In the United States all of it changes (15 U.S.C. 260a) but Arizona, where the Navajo Nation does, and the islands.
/// Source: the tz database; the letters are those of the area-code report.
fn clocks(letter: char, region: &Region) -> &'static [&'static str] {
    match (letter, region.country, region.code) {
        ('A', "US", _) => return &["America/Puerto_Rico"],
        ('E', "US", _) => return &["America/New_York"],
        ('C', "US", _) => return &["America/Chicago"],
        ('M', "US", code) if code != "AZ" => return &["America/Denver"],
        _ => {}
    }
    match letter {
        'N' => &["America/St_Johns"],
        'A' => &["America/Halifax", "America/Puerto_Rico"],
        'E' => &["America/New_York", "America/Jamaica"],
        'C' => &["America/Chicago", "America/Regina"],
        'M' => &["America/Denver", "America/Phoenix"],
        'P' => &["America/Los_Angeles"],
        'K' => &["America/Anchorage", "America/Adak"],
        'H' => &["Pacific/Honolulu"],
        'S' => &["Pacific/Pago_Pago"],
        'G' => &["Pacific/Guam"],
        _ => &[],
    }
}

impl Zones {
    /// The zones of these names.
    ///
    /// # Errors
    /// [`NoSuchZone`] for a name that the tz database does not have, and for none at all.
    pub fn named<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<Zones, NoSuchZone> {
        let read = |name: &str| TimeZone::get(name).map_err(|_| NoSuchZone(name.to_owned()));
        let zones: Vec<TimeZone> = names.into_iter().map(read).collect::<Result<_, _>>()?;
        if zones.is_empty() { Err(NoSuchZone(String::new())) } else { Ok(Zones(zones)) }
    }

    /// The zones that a number of an area code may be in where nothing nearer is known; `None` for a code that belongs to no
    /// place. Every clock that the area code's zones may show is among them, so what is open is open whichever it is.
    pub fn of_area_code(npa: Npa) -> Option<Zones> {
        let area_code = AreaCode::look_up(npa).ok()?;
        let names = area_code.zones.chars().flat_map(|letter| clocks(letter, area_code.region)).copied();
        Zones::named(names).ok()
    }

    /// The one zone that is the same everywhere.
    pub fn utc() -> Zones {
        Zones(vec![TimeZone::UTC])
    }

    /// Their names.
    pub fn names(&self) -> Vec<String> {
        self.0.iter().map(|zone| zone.iana_name().unwrap_or("UTC").to_owned()).collect()
    }

    /// What each clock shows at a moment: the zone's name, the day and the minute since its midnight.
    pub fn clocks(&self, at: OffsetDateTime) -> Vec<(String, Date, u16)> {
        let clocks = self.names().into_iter().zip(self.locals(timestamp(at)));
        clocks
            .map(|(name, local)| {
                let (day, minute) = day_and_minute(local);
                (name, day, minute)
            })
            .collect()
    }

    /// The hour that the first of these clocks shows, from 0 to 23.
    pub fn hour(&self, at: OffsetDateTime) -> u8 {
        u8::try_from(self.first(timestamp(at)).hour()).unwrap_or(0)
    }

    /// What the first of these clocks shows, to the second: 2026-11-23T12:30:00.
    pub fn local_time(&self, at: OffsetDateTime) -> String {
        self.first(timestamp(at)).strftime("%Y-%m-%dT%H:%M:%S").to_string()
    }

    /// Whether something holds of the local time in every zone.
    pub(super) fn all(&self, at: Timestamp, holds: impl Fn(civil::DateTime) -> bool) -> bool {
        self.0.iter().all(|zone| holds(zone.to_datetime(at)))
    }

    /// The local time in each zone.
    pub(super) fn locals(&self, at: Timestamp) -> impl Iterator<Item = civil::DateTime> {
        self.0.iter().map(move |zone| zone.to_datetime(at))
    }

    /// The days that it is in them.
    pub(super) fn days(&self, at: Timestamp) -> Vec<Date> {
        let mut days: Vec<Date> = self.locals(at).map(|local| day_and_minute(local).0).collect();
        days.dedup();
        days
    }

    /// The local time in the first zone.
    pub(super) fn first(&self, at: Timestamp) -> civil::DateTime {
        self.0.first().map_or_else(|| TimeZone::UTC.to_datetime(at), |zone| zone.to_datetime(at))
    }

    /// Every moment from `from` on, within `days` days, at which a local clock shows one of `minutes` (of the day) or is set to
    /// another time: what depends on local times changes at none but these. In order.
    pub(super) fn edges(&self, from: Timestamp, days: i32, minutes: &[u16]) -> Vec<Timestamp> {
        let mut edges = Vec::new();
        for zone in &self.0 {
            let today = zone.to_datetime(from).date();
            for day in 0..=days {
                let Ok(date) = today.checked_add(jiff::Span::new().days(day)) else { continue };
                for minute in minutes {
                    let (hour, rest) = (minute / 60, minute % 60);
                    // 24:00 is the next day's 0:00, which the next day brings.
                    let (Ok(hour), Ok(rest)) = (i8::try_from(hour), i8::try_from(rest)) else { continue };
                    let Ok(local) = civil::DateTime::new(date.year(), date.month(), date.day(), hour, rest, 0, 0)
                    else {
                        continue;
                    };
                    // A time that comes twice is two moments.
                    let ambiguous = zone.to_ambiguous_timestamp(local);
                    edges.extend(ambiguous.earlier().ok());
                    edges.extend(zone.to_ambiguous_timestamp(local).later().ok());
                }
            }
            let behind = from.saturating_add(jiff::SignedDuration::from_hours(24 * (i64::from(days) + 1)));
            let changes = zone.following(from).map(|change| change.timestamp());
            edges.extend(changes.take_while(|at| behind.as_ref().is_ok_and(|behind| at <= behind)));
        }
        edges.retain(|at| *at >= from);
        edges.sort_unstable();
        edges.dedup();
        edges
    }
}

/// The day and the minute since its midnight of a local time.
pub(super) fn day_and_minute(local: civil::DateTime) -> (Date, u16) {
    let month =
        u8::try_from(local.month()).ok().and_then(|month| Month::try_from(month).ok()).unwrap_or(Month::January);
    let day = u8::try_from(local.day()).unwrap_or(1);
    let date = Date::from_calendar_date(i32::from(local.year()), month, day).unwrap_or(Date::MIN);
    (date, u16::try_from(local.hour()).unwrap_or(0) * 60 + u16::try_from(local.minute()).unwrap_or(0))
}

/// A moment as the tz database counts.
pub(super) fn timestamp(at: OffsetDateTime) -> Timestamp {
    Timestamp::from_nanosecond(at.unix_timestamp_nanos()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A moment as everything else counts.
pub(super) fn moment(at: Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(at.as_nanosecond()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_area_code_in_service_has_its_clocks() {
        for area_code in AreaCode::all().iter().filter(|area_code| area_code.in_service) {
            assert!(Zones::of_area_code(area_code.npa).is_some(), "{}", area_code.npa);
            let known = |letter| !clocks(letter, area_code.region).is_empty();
            assert!(area_code.zones.chars().all(known), "{}", area_code.zones);
        }
    }

    #[test]
    fn a_clock_that_nobody_in_the_region_goes_by_is_not_among_them() {
        let names = |npa: u16| Zones::of_area_code(Npa::new(npa).unwrap()).unwrap().names();
        // Miami, North Platte, Denver, Phoenix, San Juan, Toronto, Kingston, Saskatoon.
        assert_eq!(names(305), ["America/New_York"]);
        assert_eq!(names(308), ["America/Chicago", "America/Denver"]);
        assert_eq!(names(303), ["America/Denver"]);
        assert_eq!(names(602), ["America/Denver", "America/Phoenix"]);
        assert_eq!(names(787), ["America/Puerto_Rico"]);
        for mixed in [416, 876] {
            assert_eq!(names(mixed), ["America/New_York", "America/Jamaica"]);
        }
        assert!(names(306).contains(&"America/Regina".to_owned()));
    }

    #[test]
    fn each_clock_tells_its_own_day_and_minute() {
        let zones = Zones::named(["America/New_York", "America/Chicago"]).unwrap();
        // 05:30 UTC in winter: half past midnight in New York, half past eleven the evening before in Chicago.
        let clocks = zones.clocks(time::macros::datetime!(2026-01-10 05:30 UTC));
        let told: Vec<(&str, String, u16)> =
            clocks.iter().map(|(name, day, minute)| (name.as_str(), day.to_string(), *minute)).collect();
        assert_eq!(
            told,
            [
                ("America/New_York", "2026-01-10".to_owned(), 30),
                ("America/Chicago", "2026-01-09".to_owned(), 23 * 60 + 30)
            ]
        );
    }

    #[test]
    fn a_name_that_is_none_and_no_name_are_refused() {
        assert_eq!(Zones::named(["America/Atlantis"]).unwrap_err(), NoSuchZone("America/Atlantis".into()));
        assert!(Zones::named([]).is_err());
    }
}
