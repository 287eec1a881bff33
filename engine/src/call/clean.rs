use crate::allow::allow;
use crate::error::{Error, Result};
use crate::queue::{self, NewJob};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::id::JobId;
use domain::job::JobKind;
use domain::phone::grouped;
use domain::{FieldErrors, Right, Scope};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// What has to be typed.
pub const CONFIRM: &str = "DELETE";

/// The most batches that are named.
const MOST: i64 = 200;

/// The demo calls of one generation that are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub id: JobId,
    pub calls: u64,
    pub first_id: i64,
    pub last_id: i64,
    pub made_at: OffsetDateTime,
}

/// What there is to clean up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoFigures {
    pub calls: u64,
    /// Lines of their timelines.
    pub activities: u64,
    /// All calls of the company, demo or not.
    pub all_calls: u64,
    /// Lines of the timelines of calls that there are not: none, unless something is wrong.
    pub orphans: u64,
    /// The newest first, at most 200.
    pub batches: Vec<Batch>,
}

/// Which demo calls are taken away: one of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cleaning {
    /// Those with these ids, both ends included.
    Ids(i64, i64),
    /// The newest so many.
    Last(u64),
    Batch(JobId),
}

/// What a clean-up is asked to do: demo calls between two ids, of one batch where one is named.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CleanParams {
    pub asked: Cleaning,
    pub from: i64,
    pub to: i64,
    pub batch: Option<JobId>,
}

/// A clean-up that has been queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CleanUp {
    pub job: JobId,
    /// How many calls it takes away.
    pub calls: u64,
}

/// The figures of the company's demo calls, counted anew.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read calls.
pub async fn demo_figures(engine: &Engine, scope: &Scope) -> Result<DemoFigures> {
    #[derive(FromQueryResult)]
    struct Row {
        demo_batch: Uuid,
        calls: i64,
        first_id: i64,
        last_id: i64,
        made_at: OffsetDateTime,
    }
    allow(scope, Right::SeeCalls)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let rows: Vec<Row> = tx
        .all(
            "select demo_batch, count(*) as calls, min(id) as first_id, max(id) as last_id, min(created_at) as made_at
             from call where tenant_id = $1 and demo_batch is not null group by demo_batch order by last_id desc limit $2",
            [tx.tenant(), MOST.into()],
        )
        .await?;
    let mut figures = Vec::new();
    for sql in [
        "select count(*) as n from call where tenant_id = $1 and demo_batch is not null",
        "select count(*) as n from call c join activity a on a.tenant_id = $1 and a.entity_type = 5 and a.entity_id = c.id
         where c.tenant_id = $1 and c.demo_batch is not null",
        "select count(*) as n from call where tenant_id = $1",
        "select count(*) as n from activity a where a.tenant_id = $1 and a.entity_type = 5
             and not exists (select from call c where c.tenant_id = $1 and c.id = a.entity_id)",
    ] {
        figures.push(u64::try_from(tx.figure(sql, [tx.tenant()]).await?).unwrap_or(0));
    }
    tx.commit().await?;
    let batch = |row: Row| Batch {
        id: JobId(row.demo_batch),
        calls: u64::try_from(row.calls).unwrap_or(0),
        first_id: row.first_id,
        last_id: row.last_id,
        made_at: row.made_at,
    };
    let mut figures = figures.into_iter();
    let mut next = || figures.next().unwrap_or(0);
    Ok(DemoFigures {
        calls: next(),
        activities: next(),
        all_calls: next(),
        orphans: next(),
        batches: rows.into_iter().map(batch).collect(),
    })
}

/// Queues the taking away of demo calls with their timelines, for good; no other call is touched, whatever its id. What is
/// meant by the newest so many is settled now: those that are made later stay.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::Invalid`] at `confirm` unless it is [`CONFIRM`], at `ids` for an end before
/// its beginning, and at `last` for none; [`Error::Conflict`] when there is nothing to take away.
pub async fn clean(engine: &Engine, scope: &Scope, asked: Cleaning, confirm: &str) -> Result<CleanUp> {
    allow(scope, Right::ChangeCalls)?;
    let mut errors = FieldErrors::new();
    if confirm != CONFIRM {
        errors.add("confirm", format!("Type {CONFIRM} to confirm."));
    }
    match asked {
        Cleaning::Ids(from, to) if from < 1 || to < from => errors.add("ids", "Name the first id and the last."),
        Cleaning::Last(0) => errors.add("last", "Name how many."),
        _ => {}
    }
    errors.into_result(())?;
    let tx = TenantTx::begin(engine, scope).await?;
    let (from, to) = match asked {
        Cleaning::Ids(from, to) => (from, to),
        Cleaning::Last(most) => newest(&tx, most).await?,
        Cleaning::Batch(_) => (0, i64::MAX),
    };
    let batch = if let Cleaning::Batch(batch) = asked { Some(batch) } else { None };
    let calls = tx
        .figure(
            "select count(*) as n from call where tenant_id = $1 and demo_batch is not null and id between $2 and $3
                 and ($4::uuid is null or demo_batch = $4)",
            [tx.tenant(), from.into(), to.into(), batch.map(|batch| batch.0).into()],
        )
        .await?;
    if calls == 0 {
        return Err(Error::Conflict("There are no demo calls to take away.".into()));
    }
    let params = CleanParams { asked, from, to, batch };
    let calls = u64::try_from(calls).unwrap_or(0);
    let job = NewJob {
        total: i64::try_from(calls).unwrap_or(i64::MAX),
        ..NewJob::new(
            JobKind::CleanCalls,
            format!("Take away {} demo calls", grouped(calls)),
            serde_json::to_value(&params)?,
        )
    };
    let job = queue::enqueue(&tx, scope, job).await?.job;
    audit::record(&tx, scope, audit::Entry::made("call.clean_demo", format!("job:{job}"), &params)?).await?;
    tx.commit().await?;
    queue::wake(engine, scope, job).await;
    Ok(CleanUp { job, calls })
}

/// From which id to which the newest so many demo calls are.
async fn newest(tx: &TenantTx, most: u64) -> Result<(i64, i64)> {
    #[derive(FromQueryResult)]
    struct Ends {
        first: Option<i64>,
        last: Option<i64>,
    }
    let ends: Option<Ends> = tx
        .one(
            "select min(id) as first, max(id) as last from (
                 select id from call where tenant_id = $1 and demo_batch is not null order by id desc limit $2) newest",
            [tx.tenant(), i64::try_from(most).unwrap_or(i64::MAX).into()],
        )
        .await?;
    Ok(ends.and_then(|ends| ends.first.zip(ends.last)).unwrap_or((1, 0)))
}
