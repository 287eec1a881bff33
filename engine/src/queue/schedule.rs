use super::enqueue::{NewJob, enqueue, wake};
use crate::Engine;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::Scope;
use domain::id::{JobId, TenantId};
use domain::scope::{Actor, RequestId, Role};
use std::time::Duration;

/// Something that repeats.
#[derive(Debug, Clone, Copy)]
pub struct Schedule {
    /// Its name in the table of schedules.
    pub name: &'static str,
    /// From one due time to the next; due times are multiples of it since 1970, so a restart does not move them.
    pub every: Duration,
    pub(crate) job: fn() -> NewJob,
}

/// Queues the job of each schedule that is due, once over all nodes; answers the jobs. What was missed while no node ran
/// is made up for by one job, not by as many as were missed; and while the last one has not ended, no other is queued.
///
/// # Errors
/// When the database is away.
pub async fn run_due(engine: &Engine, schedules: &[Schedule]) -> Result<Vec<JobId>> {
    let mut queued = Vec::new();
    for schedule in schedules {
        queued.extend(run_one(engine, schedule).await?);
    }
    Ok(queued)
}

async fn run_one(engine: &Engine, schedule: &Schedule) -> Result<Option<JobId>> {
    let scope = scope(schedule);
    let tx = TenantTx::begin(engine, &scope).await?;
    tx.execute(
        "insert into job_schedule (name, due_at) values ($1, clock_timestamp()) on conflict do nothing",
        [schedule.name.into()],
    )
    .await?;
    // The row is locked by the first node that comes; the others find it due later when they get it.
    let due = tx
        .execute(
            "update job_schedule set ran_at = clock_timestamp(),
                 due_at = to_timestamp((floor(extract(epoch from clock_timestamp()) / $2) + 1) * $2)
             where name = $1 and due_at <= statement_timestamp()",
            [schedule.name.into(), schedule.every.as_secs_f64().into()],
        )
        .await?;
    if due == 0 {
        tx.commit().await?;
        return Ok(None);
    }
    let job = NewJob { unique: Some(format!("schedule:{}", schedule.name)), ..(schedule.job)() };
    let queued = enqueue(&tx, &scope, job).await?;
    tx.execute("update job_schedule set job_id = $2 where name = $1", [schedule.name.into(), queued.job.0.into()])
        .await?;
    tx.commit().await?;
    wake(engine, &scope, queued.job).await;
    Ok(queued.is_new.then_some(queued.job))
}

/// What repeats belongs to the platform.
fn scope(schedule: &Schedule) -> Scope {
    let request = RequestId(format!("schedule:{}", schedule.name));
    Scope::establish(TenantId::PLATFORM, Actor::Operator, Role::Owner, true, request)
}
