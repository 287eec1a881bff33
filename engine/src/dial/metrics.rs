use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use time::Date;

/// Days that are told, today among them.
const DAYS: i32 = 8;

/// How dialling goes in a company: counts of its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Metrics {
    /// Calls that take a slot now.
    pub calls: u64,
    /// Calls that may be held at once.
    pub at_once: u64,
    /// The last eight days in UTC, the newest first.
    pub days: Vec<Day>,
}

/// One day, in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    pub date: Date,
    /// Dials that were accepted.
    pub initiated: u64,
    /// Attempts that ended so.
    pub picked: u64,
    pub disconnected: u64,
    pub rnr: u64,
    pub failed: u64,
    /// Attempts that were not the first of their dial.
    pub retries: u64,
    /// The most attempts under way at one moment, of those that began within the eight days.
    pub peak: u64,
    /// How long answered calls lasted together.
    pub talk_seconds: u64,
    pub dead_letters: u64,
}

#[derive(FromQueryResult)]
struct Row {
    date: Date,
    initiated: i64,
    picked: i64,
    disconnected: i64,
    rnr: i64,
    failed: i64,
    retries: i64,
    peak: i64,
    talk_seconds: i64,
    dead_letters: i64,
}

#[derive(FromQueryResult)]
struct NowRow {
    calls: i64,
    at_once: i64,
}

/// How dialling goes in the scope's tenant.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read campaigns.
pub async fn metrics(engine: &Engine, scope: &Scope) -> Result<Metrics> {
    allow(scope, Right::SeeCampaigns)?;
    let limits = &engine.settings().dialling;
    let tx = TenantTx::begin(engine, scope).await?;
    let policy = engine.policies().installation(&tx).await?;
    let now: Option<NowRow> = tx
        .one(
            "select (select count(*) from dial where tenant_id = $1 and slot_until is not null) as calls,
                 least($2, coalesce((select concurrent_calls from tenant_dialling where tenant_id = $1), $3))::bigint
                     as at_once",
            [
                tx.tenant(),
                i64::from(limits.at_once.min(limits.tenant_at_once)).into(),
                i64::from(policy.defaults.concurrent_calls).into(),
            ],
        )
        .await?;
    let rows: Vec<Row> = tx
        .all(
            // Everything is read once and grouped by its day: a join of days and rows compares each with each.
            "with day as (
                 select d::date as date
                 from generate_series((now() at time zone 'utc')::date - ($2 - 1), (now() at time zone 'utc')::date,
                     interval '1 day') as g (d)),
             span as materialized (select (min(date)::timestamp) at time zone 'utc' as began from day),
             tried as materialized (
                 select started_at, ended_at, outcome, place, talk_s from attempt
                 where tenant_id = $1 and started_at >= (select began from span)),
             t as (
                 select (started_at at time zone 'utc')::date as date, count(*) filter (where outcome = 1) as picked,
                     count(*) filter (where outcome in (2, 5)) as disconnected, count(*) filter (where outcome = 3) as rnr,
                     count(*) filter (where outcome = 4) as failed, count(*) filter (where place > 1) as retries,
                     sum(talk_s)::bigint as talk_seconds
                 from tried group by 1),
             step as (
                 select started_at as at, 1 as by from tried
                 union all select ended_at, -1 from tried where ended_at is not null),
             level as (
                 select (at at time zone 'utc')::date as date, max(n)::bigint as peak
                 from (select at, sum(by) over (order by at, by) as n from step) s group by 1),
             d as (
                 select (created_at at time zone 'utc')::date as date, count(*) as initiated from dial
                 where tenant_id = $1 and created_at >= (select began from span) group by 1),
             l as (
                 select (created_at at time zone 'utc')::date as date, count(*) as dead_letters from dead_letter
                 where tenant_id = $1 and created_at >= (select began from span) group by 1)
             select day.date, coalesce(initiated, 0) as initiated, coalesce(picked, 0) as picked,
                 coalesce(disconnected, 0) as disconnected, coalesce(rnr, 0) as rnr, coalesce(failed, 0) as failed,
                 coalesce(retries, 0) as retries, coalesce(peak, 0) as peak, coalesce(talk_seconds, 0) as talk_seconds,
                 coalesce(dead_letters, 0) as dead_letters
             from day left join t using (date) left join level using (date) left join d using (date) left join l using (date)
             order by day.date desc",
            [tx.tenant(), DAYS.into()],
        )
        .await?;
    tx.commit().await?;
    let (calls, at_once) = now.map_or((0, 0), |row| (row.calls.unsigned_abs(), row.at_once.unsigned_abs()));
    Ok(Metrics { calls, at_once, days: rows.into_iter().map(Day::from).collect() })
}

impl From<Row> for Day {
    fn from(row: Row) -> Self {
        Day {
            date: row.date,
            initiated: row.initiated.unsigned_abs(),
            picked: row.picked.unsigned_abs(),
            disconnected: row.disconnected.unsigned_abs(),
            rnr: row.rnr.unsigned_abs(),
            failed: row.failed.unsigned_abs(),
            retries: row.retries.unsigned_abs(),
            peak: row.peak.unsigned_abs(),
            talk_seconds: row.talk_seconds.unsigned_abs(),
            dead_letters: row.dead_letters.unsigned_abs(),
        }
    }
}
