use super::figures::{GROUPS, WAITING};
use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

/// What hours are counted from; hours of UTC, so that a company's move to another time zone does not tear one in two.
const HOUR: &str = "date_bin('1 hour', {at}, timestamptz '2000-01-01 00:00+00')";

/// Who has no row for this hour, and who ended without its end being counted.
const DUE: &str = "select c.tenant_id, c.id, c.ended_at from campaign c
     where c.state >= 6 and c.end_counted_at is distinct from c.ended_at
     union all
     select c.tenant_id, c.id, null from campaign c where c.state between 2 and 5 and not exists (
         select from campaign_hour h where h.tenant_id = c.tenant_id and h.campaign_id = c.id and h.hour = {now})";

/// The row of one campaign, which is still as [`DUE`] found it; $3 is when it ended. Who was never started nor scheduled has no
/// history. An end takes the place of what was counted earlier in its hour.
const COUNT: &str = "with {groups}
     insert into campaign_hour (tenant_id, campaign_id, hour, counted_at, state, contacts_left, queued, in_flight, retrying,
         completed, failed, blocked, cancelled, waiting)
     select c.tenant_id, c.id, {hour}, now(), c.state,
         (select coalesce(sum(n), 0)::bigint from k),
         (select coalesce(sum(n), 0)::bigint from g where state in (1, 2)),
         (select coalesce(sum(n), 0)::bigint from g where state in (4, 5)),
         (select coalesce(sum(n), 0)::bigint from g where state = 3),
         (select coalesce(sum(n), 0)::bigint from g where state = 6),
         (select coalesce(sum(n), 0)::bigint from g where state = 7),
         (select coalesce(sum(n), 0)::bigint from g where state = 8),
         (select coalesce(sum(n), 0)::bigint from g where state = 9),
         (select coalesce(jsonb_object_agg(w.word, w.n), '{}') from ({waiting}) w)
     from campaign c
     where c.tenant_id = $1 and c.id = $2 and (case when c.state >= 6 then c.ended_at end) is not distinct from $3
         and case
             when c.state >= 6 then c.end_counted_at is distinct from c.ended_at and (c.started_at is not null or exists (
                 select from campaign_hour h where h.tenant_id = $1 and h.campaign_id = $2))
             else c.state >= 2 and not exists (
                 select from campaign_hour h where h.tenant_id = $1 and h.campaign_id = $2 and h.hour = {hour}) end
     on conflict (tenant_id, campaign_id, hour) do update set counted_at = excluded.counted_at, state = excluded.state,
         contacts_left = excluded.contacts_left, queued = excluded.queued, in_flight = excluded.in_flight,
         retrying = excluded.retrying, completed = excluded.completed, failed = excluded.failed, blocked = excluded.blocked,
         cancelled = excluded.cancelled, waiting = excluded.waiting
     where excluded.state >= 6";

#[derive(FromQueryResult)]
struct Due {
    tenant_id: i64,
    id: i64,
    /// When it ended; `None` for one that goes on.
    ended_at: Option<OffsetDateTime>,
}

/// Writes down how campaigns stand: each that is scheduled, runs, is paused or drains once in every hour, the first time when it
/// begins to, and each that ended once more. Answers how many rows it wrote.
///
/// Any number of nodes may do so at once, each campaign is counted by one of them; what is missing after a crash is counted by the
/// next look. Each campaign has a transaction of its own, as counting a million dials takes seconds; nothing that dials waits for it.
///
/// # Errors
/// When the database can't say whose turn it is. A campaign that can't be counted is logged, and is asked for again by the next look.
pub async fn count_hours(engine: &Engine) -> Result<usize> {
    let tx = PlatformTx::begin(engine).await?;
    let due: Vec<Due> = tx.all(&DUE.replace("{now}", &HOUR.replace("{at}", "now()")), []).await?;
    tx.commit().await?;
    let mut written = 0;
    for one in due {
        match count(engine, &one).await {
            Ok(rows) => written += rows,
            Err(error) => tracing::warn!(%error, campaign = one.id, "the hour of a campaign could not be counted"),
        }
    }
    Ok(written)
}

async fn count(engine: &Engine, one: &Due) -> Result<usize> {
    let tx = PlatformTx::begin(engine).await?;
    // Given back by the commit. As its own statement: the next one sees what the node before has left.
    let ours = tx
        .figure(
            "select pg_try_advisory_xact_lock(hashtextextended('campaign hour ' || $1::bigint, 0))::int::bigint as n",
            [one.id.into()],
        )
        .await?;
    if ours == 0 {
        tx.commit().await?;
        return Ok(0);
    }
    let hour = HOUR.replace("{at}", "coalesce($3::timestamptz, now())");
    let sql = COUNT.replace("{groups}", GROUPS).replace("{waiting}", WAITING).replace("{hour}", &hour);
    let written = tx.execute(&sql, [one.tenant_id.into(), one.id.into(), one.ended_at.into()]).await?;
    if one.ended_at.is_some() {
        // Last, so that its row is not kept from anybody while it is counted. One that was opened again meanwhile has no end.
        tx.execute(
            "update campaign set end_counted_at = ended_at where tenant_id = $1 and id = $2 and state >= 6 and ended_at = $3",
            [one.tenant_id.into(), one.id.into(), one.ended_at.into()],
        )
        .await?;
    }
    tx.commit().await?;
    Ok(usize::try_from(written).unwrap_or(usize::MAX))
}
