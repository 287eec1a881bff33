//! What the end of a job means for others: those that waited for it, and the person whose job it was.

use super::announce::announce;
use super::enqueue::wake_workers;
use crate::Engine;
use crate::live;
use crate::tenancy::Tx;
use domain::id::{JobId, TenantId};
use domain::live::Topic;
use sea_orm::{DbErr, FromQueryResult};
use uuid::Uuid;

/// Jobs that changed because another one ended; to be announced after the commit.
#[derive(Debug, Default)]
#[must_use = "announce it after the commit"]
pub(crate) struct Aftermath {
    /// The jobs that ended.
    ended: Vec<(TenantId, JobId)>,
    /// Those that waited for them.
    behind: Vec<Behind>,
}

#[derive(Debug, FromQueryResult)]
struct Behind {
    tenant_id: i64,
    id: Uuid,
    released: bool,
}

/// Releases what waited for the jobs that are done, cancels what waited for those that ended otherwise, and leaves a line
/// for the person whose job it was. Jobs among them that have not ended are passed over. Call it in the transaction that
/// ends them.
pub(crate) async fn ended(tx: &impl Tx, jobs: &[(TenantId, JobId)]) -> Result<Aftermath, DbErr> {
    if jobs.is_empty() {
        return Ok(Aftermath::default());
    }
    let tenants: Vec<i64> = jobs.iter().map(|(tenant, _)| tenant.0).collect();
    let ids: Vec<Uuid> = jobs.iter().map(|(_, id)| id.0).collect();
    let behind = tx
        .all(
            "with recursive ended as materialized (
                 select j.tenant_id, j.id, j.state, j.created_by, j.cancel_requested_by, j.title
                 from unnest($1::bigint[], $2::uuid[]) e (tenant_id, id) join job j using (tenant_id, id)
                 where j.state in ('done', 'failed', 'cancelled')),
             told as (
                 insert into notification (tenant_id, user_id, job_id, outcome)
                 select tenant_id, created_by, id, state from ended
                 where created_by is not null
                     -- Who cancels their own job knows.
                     and not (state = 'cancelled' and cancel_requested_by is not distinct from created_by)
                 on conflict (tenant_id, job_id) do update
                     set outcome = excluded.outcome, created_at = excluded.created_at, read_at = null),
             released as (
                 update job d set state = 'waiting', run_at = clock_timestamp(), version = d.version + 1
                 from ended e
                 where e.state = 'done' and d.tenant_id = e.tenant_id and d.after_id = e.id and d.state = 'held'
                 returning d.tenant_id, d.id),
             lost as (
                 select d.tenant_id, d.id, e.title, e.state
                 from ended e join job d on d.tenant_id = e.tenant_id and d.after_id = e.id
                 where e.state <> 'done' and d.state = 'held'
                 union all
                 select d.tenant_id, d.id, l.title, l.state
                 from lost l join job d on d.tenant_id = l.tenant_id and d.after_id = l.id where d.state = 'held'),
             cancelled as (
                 update job d set state = 'cancelled', finished_at = clock_timestamp(), version = d.version + 1,
                     error = 'The job it waited for, “' || l.title || '”, was not done: it is ' || l.state || '.'
                 from lost l where d.tenant_id = l.tenant_id and d.id = l.id
                 returning d.tenant_id, d.id)
             select tenant_id, id, true as released from released
             union all select tenant_id, id, false from cancelled",
            [tenants.into(), ids.into()],
        )
        .await?;
    Ok(Aftermath { ended: jobs.to_vec(), behind })
}

impl Aftermath {
    /// Tells everybody, after the commit.
    pub(crate) async fn announce(self, engine: &Engine) {
        let mut tenants: Vec<TenantId> = Vec::new();
        for (tenant, job) in self.ended {
            announce(engine, tenant, job).await;
            if !tenants.contains(&tenant) {
                tenants.push(tenant);
            }
        }
        for behind in &self.behind {
            announce(engine, TenantId(behind.tenant_id), JobId(behind.id)).await;
        }
        for tenant in tenants {
            live::publish(engine, tenant, Topic::Notifications).await;
        }
        if self.behind.iter().any(|behind| behind.released) {
            wake_workers(engine).await;
        }
        // A tenant at its limit has room again.
        engine.work().notify_one();
    }
}
