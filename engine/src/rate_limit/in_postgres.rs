use super::{Limit, Verdict};
use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx, statement};
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::time::Duration;

#[derive(FromQueryResult)]
struct Row {
    allowed: bool,
    whole_in: f64,
}

/// Takes one in PostgreSQL. Who comes together takes together: as many as they are where there is room for all of them, else
/// each tries alone.
pub(super) async fn take(engine: &Engine, key: &str, limit: Limit) -> Result<Verdict> {
    let (of_all, of_key) = (engine.clone(), key.to_owned());
    let work = move |asked: Vec<()>| {
        let (engine, key) = (of_all.clone(), of_key.clone());
        async move { take_all(&engine, &key, limit, asked.len()).await }
    };
    engine.taking().run((key.to_owned(), limit), (), work).await
}

async fn take_all(engine: &Engine, key: &str, limit: Limit, many: usize) -> Result<Vec<Verdict>> {
    if let Ok(together @ 2..) = u32::try_from(many)
        && together <= limit.burst
    {
        let Row { allowed, whole_in } = take_at_once(engine, key, limit, together).await?;
        if allowed {
            let before = |later: u32| (whole_in - f64::from(later) * limit.unit().as_secs_f64()).max(0.0);
            return Ok((0..together)
                .rev()
                .map(|later| verdict(limit, Row { allowed, whole_in: before(later) }))
                .collect());
        }
    }
    let mut verdicts = Vec::with_capacity(many);
    for _ in 0..many {
        verdicts.push(verdict(limit, take_at_once(engine, key, limit, 1).await?));
    }
    Ok(verdicts)
}

fn verdict(limit: Limit, row: Row) -> Verdict {
    limit.verdict(row.allowed, Duration::from_secs_f64(row.whole_in.clamp(0.0, limit.per.as_secs_f64())))
}

/// All or none, in one round trip. The table is not logged, so nothing waits for a disk.
#[allow(
    clippy::disallowed_methods,
    reason = "an allowance belongs to no tenant and to no transaction: what is taken is taken"
)]
async fn take_at_once(engine: &Engine, key: &str, limit: Limit, many: u32) -> Result<Row> {
    let (moves, per) = (limit.unit().as_secs_f64() * f64::from(many), limit.per.as_secs_f64());
    let row = engine
        .db()
        .query_one_raw(statement(
            "with moved as (
                 insert into rate_limit as r (key, whole_at) values ($1, clock_timestamp() + make_interval(secs => $2))
                 on conflict (key) do update
                     set whole_at = greatest(r.whole_at, clock_timestamp()) + make_interval(secs => $2)
                     where greatest(r.whole_at, clock_timestamp()) + make_interval(secs => $2)
                         <= clock_timestamp() + make_interval(secs => $3)
                 returning whole_at)
             select true as allowed, extract(epoch from whole_at - clock_timestamp())::float8 as whole_in from moved
             union all
             select false, extract(epoch from whole_at - clock_timestamp())::float8 from rate_limit
             where key = $1 and not exists (select from moved)",
            [key.into(), moves.into(), per.into()],
        ))
        .await?;
    let row = row.map(|row| Row::from_query_result(&row, "")).transpose()?;
    // No row: whoever used it up committed after this statement began to look.
    Ok(row.unwrap_or(Row { allowed: false, whole_in: per }))
}

/// Gives one back in PostgreSQL. An allowance that is whole takes nothing more.
pub(super) async fn give_back(engine: &Engine, key: &str, limit: Limit) -> Result<()> {
    let tx = PlatformTx::begin(engine).await?;
    tx.execute(
        "update rate_limit set whole_at = whole_at - make_interval(secs => $2) where key = $1",
        [key.into(), limit.unit().as_secs_f64().into()],
    )
    .await?;
    tx.commit().await
}

/// Forgets the keys whose allowance is whole: they say no more than keys nobody ever used. Redis does so by itself.
///
/// # Errors
/// When the database is away.
pub async fn forget_whole(engine: &Engine) -> Result<u64> {
    let tx = PlatformTx::begin(engine).await?;
    let forgotten = tx.execute("delete from rate_limit where whole_at <= now()", []).await?;
    tx.commit().await?;
    Ok(forgotten)
}
