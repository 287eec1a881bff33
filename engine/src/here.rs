//! Who looks, when, and where they are: what "mine", "today" and a time without an offset mean.

use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use domain::call::When;
use domain::id::UserId;
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;
use sea_orm::FromQueryResult;
use time::{Date, OffsetDateTime, PrimitiveDateTime};

/// Whoever looks, at the database's time, in their own zone; UTC where nobody or no zone is known.
#[derive(Debug, Clone)]
pub(crate) struct Here {
    pub person: Option<UserId>,
    pub now: OffsetDateTime,
    zone: TimeZone,
}

impl Here {
    /// Whoever acts.
    pub(crate) async fn of(tx: &TenantTx, scope: &Scope) -> Result<Here> {
        Here::of_person(tx, scope.actor().user()).await
    }

    /// Somebody, whoever acts.
    pub(crate) async fn of_person(tx: &TenantTx, person: Option<UserId>) -> Result<Here> {
        #[derive(FromQueryResult)]
        struct Row {
            now: OffsetDateTime,
            zone: Option<String>,
        }
        let row: Option<Row> = tx
            .one(
                "select now() as now, (select time_zone from app_user where id = $1) as zone",
                [person.map(|person| person.0).into()],
            )
            .await?;
        let row = row.unwrap_or(Row { now: OffsetDateTime::UNIX_EPOCH, zone: None });
        Ok(Here::at(person, row.now, row.zone.as_deref().unwrap_or("UTC")))
    }

    /// Somebody at a moment, in a zone of the tz database.
    pub(crate) fn at(person: Option<UserId>, now: OffsetDateTime, zone: &str) -> Here {
        Here { person, now, zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC) }
    }

    /// The day it is here.
    pub(crate) fn today(&self) -> Date {
        let now = Timestamp::from_second(self.now.unix_timestamp()).unwrap_or_default();
        let day = self.zone.to_datetime(now).date();
        let month = u8::try_from(day.month()).ok().and_then(|month| time::Month::try_from(month).ok());
        let date = month.and_then(|month| {
            Date::from_calendar_date(i32::from(day.year()), month, u8::try_from(day.day()).unwrap_or(1)).ok()
        });
        date.unwrap_or(self.now.date())
    }

    /// The moment of a local time: the first of two that have it, and what the clock shows instead of one that is left out.
    pub(crate) fn moment(&self, local: PrimitiveDateTime) -> OffsetDateTime {
        let part = |part: u8| i8::try_from(part).unwrap_or(1);
        let civil = i16::try_from(local.year()).ok().and_then(|year| {
            civil::DateTime::new(
                year,
                part(u8::from(local.month())),
                part(local.day()),
                part(local.hour()),
                part(local.minute()),
                part(local.second()),
                i32::try_from(local.nanosecond()).unwrap_or(0),
            )
            .ok()
        });
        let moment = civil.and_then(|civil| self.zone.to_ambiguous_timestamp(civil).compatible().ok());
        let moment = moment.and_then(|at| OffsetDateTime::from_unix_timestamp_nanos(at.as_nanosecond()).ok());
        moment.unwrap_or_else(|| local.assume_utc())
    }

    /// When a day begins here.
    pub(crate) fn begin(&self, day: Date) -> OffsetDateTime {
        self.moment(day.midnight())
    }

    /// From when to when a stretch of days is.
    pub(crate) fn bounds(&self, when: When) -> (OffsetDateTime, OffsetDateTime) {
        let (first, behind) = when.days(self.today());
        (self.begin(first), self.begin(behind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    fn here(now: OffsetDateTime, zone: &str) -> Here {
        Here::at(None, now, zone)
    }

    #[test]
    fn a_day_begins_and_ends_where_somebody_is() {
        // Worked out by hand from the zones' offsets.
        let just_before = datetime!(2026-11-21 04:59:59 UTC);
        for (zone, today, begins) in [
            ("America/New_York", date!(2026 - 11 - 20), datetime!(2026-11-20 05:00 UTC)),
            ("Europe/Berlin", date!(2026 - 11 - 21), datetime!(2026-11-20 23:00 UTC)),
            ("Asia/Kolkata", date!(2026 - 11 - 21), datetime!(2026-11-20 18:30 UTC)),
            ("Pacific/Auckland", date!(2026 - 11 - 21), datetime!(2026-11-20 11:00 UTC)),
            ("UTC", date!(2026 - 11 - 21), datetime!(2026-11-21 00:00 UTC)),
            ("No/Such", date!(2026 - 11 - 21), datetime!(2026-11-21 00:00 UTC)),
        ] {
            let here = here(just_before, zone);
            assert_eq!((here.today(), here.bounds(When::Today).0), (today, begins), "{zone}");
        }
        let (from, to) = here(datetime!(2026-11-21 05:00 UTC), "America/New_York").bounds(When::Today);
        assert_eq!((from, to), (datetime!(2026-11-21 05:00 UTC), datetime!(2026-11-22 05:00 UTC)));
    }

    #[test]
    fn the_day_of_a_change_of_clocks_is_as_long_as_it_is() {
        let hours = |now: OffsetDateTime, zone: &str| {
            let (from, to) = here(now, zone).bounds(When::Today);
            (to - from).whole_hours()
        };
        assert_eq!(hours(datetime!(2026-03-08 12:00 UTC), "America/New_York"), 23);
        assert_eq!(hours(datetime!(2026-11-01 12:00 UTC), "America/New_York"), 25);
        assert_eq!(hours(datetime!(2026-03-29 12:00 UTC), "Europe/Berlin"), 23);
        let week = |now| {
            let (from, to) = here(now, "Europe/Berlin").bounds(When::ThisWeek);
            (to - from).whole_hours()
        };
        assert_eq!(week(datetime!(2026-10-25 12:00 UTC)), 169);
        // A day that began at one in the morning.
        let sao_paulo = here(datetime!(2018-11-04 12:00 UTC), "America/Sao_Paulo");
        assert_eq!(sao_paulo.bounds(When::Today).0, datetime!(2018-11-04 03:00 UTC));
        assert_eq!(hours(datetime!(2018-11-04 12:00 UTC), "America/Sao_Paulo"), 23);
    }

    #[test]
    fn a_local_time_is_the_first_of_two_and_moves_out_of_a_gap() {
        let berlin = here(datetime!(2026-01-01 0:00 UTC), "Europe/Berlin");
        assert_eq!(berlin.moment(datetime!(2026-10-25 02:30)), datetime!(2026-10-25 00:30 UTC));
        assert_eq!(berlin.moment(datetime!(2026-03-29 02:30)), datetime!(2026-03-29 01:30 UTC));
        assert_eq!(berlin.moment(datetime!(2026-07-01 12:00)), datetime!(2026-07-01 10:00 UTC));
    }
}
