//! The tally of calls: triggers add what each statement changed, this reads it and sums it up from time to time.

use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, TenantTx, Tx};
use domain::call::Status;
use sea_orm::FromQueryResult;
use std::collections::HashMap;
use time::{Date, Duration, OffsetDateTime, UtcOffset};

/// Rows beyond what a company's days need that are worth summing up.
const MANY: i64 = 10_000;

/// What is counted of the calls of one status in one part of a period.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct Row {
    /// The place of the part among those that were asked for.
    pub part: i32,
    pub status: i16,
    pub calls: i64,
    /// Of those that have a length.
    pub seconds: i64,
    pub timed: i64,
}

/// How many calls a company has on all its days, by status.
pub(super) async fn by_status(tx: &TenantTx) -> Result<HashMap<Status, u64>> {
    #[derive(FromQueryResult)]
    struct Row {
        status: i16,
        n: i64,
    }
    let sql = "select status, sum(calls)::bigint as n from call_tally where tenant_id = $1 group by status";
    let rows: Vec<Row> = tx.all(sql, [tx.tenant()]).await?;
    Ok(rows.into_iter().filter_map(|row| Some((Status::of_code(row.status)?, row.n.unsigned_abs()))).collect())
}

/// Counts the calls that begin in each part, from its bound on until the next one's. Whole days of UTC are read from the tally,
/// what is left at a part's edges from the calls themselves; one statement, so that both are of the same moment.
pub(super) async fn count(tx: &TenantTx, bounds: &[OffsetDateTime]) -> Result<Vec<Row>> {
    let (mut parts, mut first, mut after) = (Vec::new(), Vec::new(), Vec::new());
    let (mut edges, mut begins, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    for (part, (begin, end)) in (0_i32..).zip(bounds.iter().zip(bounds.iter().skip(1))) {
        let (days, rest) = split(*begin, *end);
        if let Some((one, other)) = days {
            parts.push(part);
            first.push(one);
            after.push(other);
        }
        for (begin, end) in rest {
            edges.push(part);
            begins.push(begin);
            ends.push(end);
        }
    }
    let rows = tx
        .all(
            "select part, status, sum(calls)::bigint as calls, sum(seconds)::bigint as seconds, sum(timed)::bigint as timed
             from (
                 select w.part, t.* from unnest($2::integer[], $3::date[], $4::date[]) as w (part, first, after)
                 cross join lateral (
                     select status, sum(calls) as calls, sum(seconds) as seconds, sum(timed) as timed from call_tally
                     where tenant_id = $1 and day >= w.first and day < w.after group by status) t
                 union all
                 select w.part, c.* from unnest($5::integer[], $6::timestamptz[], $7::timestamptz[]) as w (part, begins, ends)
                 cross join lateral (
                     select status, count(*), coalesce(sum(duration_s), 0), count(duration_s) from call
                     where tenant_id = $1 and deleted_at is null and start_time >= w.begins and start_time < w.ends
                     group by status) c) counted
             group by part, status",
            [
                tx.tenant(),
                parts.into(),
                first.into(),
                after.into(),
                edges.into(),
                begins.into(),
                ends.into(),
            ],
        )
        .await?;
    Ok(rows)
}

/// A stretch of time; its end is no part of it.
type Stretch = (OffsetDateTime, OffsetDateTime);

/// The whole days of UTC within a stretch, the one after the last included, and what is left of it before and behind them.
fn split(begin: OffsetDateTime, end: OffsetDateTime) -> (Option<(Date, Date)>, Vec<Stretch>) {
    let midnight = |at: OffsetDateTime| at.to_offset(UtcOffset::UTC).replace_time(time::Time::MIDNIGHT);
    let (mut first, after) = (midnight(begin), midnight(end));
    if first < begin {
        first += Duration::DAY;
    }
    if first >= after {
        return (None, vec![(begin, end)]);
    }
    let edges = [(begin, first), (after, end)];
    (Some((first.date(), after.date())), edges.into_iter().filter(|(begin, end)| begin < end).collect())
}

/// Sums up the tallies of companies that have many rows more than days, and those of companies that are gone; answers how many.
/// Whoever counts or changes calls meanwhile is not in the way: rows are taken and given back in one transaction, and others
/// only add.
pub(crate) async fn compact(engine: &Engine) -> Result<u64> {
    #[derive(FromQueryResult)]
    struct Heap {
        tenant_id: i64,
    }
    let tx = PlatformTx::begin(engine).await?;
    let heaps: Vec<Heap> = tx
        .all(
            "select t.tenant_id from call_tally t group by 1
             having count(*) > $1 + count(distinct (t.day, t.status))
                 or not exists (select from tenant o where o.id = t.tenant_id)",
            [MANY.into()],
        )
        .await?;
    tx.commit().await?;
    for Heap { tenant_id } in &heaps {
        let tx = PlatformTx::begin(engine).await?;
        tx.execute(
            "with taken as (delete from call_tally where tenant_id = $1 returning *)
             insert into call_tally
             select tenant_id, day, status, sum(calls), sum(timed), sum(seconds) from taken group by 1, 2, 3
             having sum(calls) <> 0 or sum(timed) <> 0 or sum(seconds) <> 0",
            [(*tenant_id).into()],
        )
        .await?;
        tx.commit().await?;
    }
    Ok(heaps.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn a_stretch_is_its_whole_days_and_what_is_left_before_and_behind_them() {
        let (begin, end) = (datetime!(2026-05-01 18:00 -4), datetime!(2026-05-04 06:00 UTC));
        let (days, edges) = split(begin, end);
        assert_eq!(days, Some((date!(2026 - 05 - 02), date!(2026 - 05 - 04))));
        assert_eq!(
            edges,
            [(begin, datetime!(2026-05-02 00:00 UTC)), (datetime!(2026-05-04 00:00 UTC), end)],
            "18:00 in New York is 22:00 of that day in UTC"
        );
        let whole = (datetime!(2026-05-01 00:00 UTC), datetime!(2026-05-02 00:00 UTC));
        assert_eq!(split(whole.0, whole.1), (Some((date!(2026 - 05 - 01), date!(2026 - 05 - 02))), vec![]));
        let short = (datetime!(2026-05-01 10:00 UTC), datetime!(2026-05-02 09:00 UTC));
        assert_eq!(split(short.0, short.1), (None, vec![short]));
    }
}
