use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use domain::Scope;
use domain::id::{JobId, TenantId, UserId};
use domain::job::Pace;
use domain::scope::{Actor, RequestId, Role};
use sea_orm::FromQueryResult;
use serde_json::Value;
use std::time::Duration;
use uuid::Uuid;

/// A job this process holds the lease of.
#[derive(Debug, Clone)]
pub struct Claimed {
    pub id: JobId,
    pub tenant: TenantId,
    pub kind: String,
    pub params: Value,
    pub checkpoint: Option<Value>,
    pub created_by: Option<UserId>,
    pub attempt: i32,
    pub max_attempts: i32,
    pub fence: i64,
    pub lease: Duration,
    /// As the worker before left it.
    pub pace: Pace,
}

impl Claimed {
    /// The same in another tenant, for the installation's own jobs: housekeeping ends there what is past its time.
    pub(crate) fn scope_in(&self, tenant: TenantId) -> Scope {
        debug_assert_eq!(self.tenant, TenantId::PLATFORM, "a company's job works in its company alone");
        let actor = Actor::Job { job: self.id, started_by: self.created_by };
        Scope::establish(tenant, actor, Role::Agent, false, RequestId(format!("job:{}", self.id)))
    }

    /// The scope of the job's own row: it acts for its tenant, with the rights its verb has already checked.
    pub(crate) fn scope(&self) -> Scope {
        Scope::establish(
            self.tenant,
            Actor::Job { job: self.id, started_by: self.created_by },
            Role::Agent,
            false,
            RequestId(format!("job:{}", self.id)),
        )
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    tenant_id: i64,
    kind: String,
    params: Value,
    checkpoint: Option<Value>,
    created_by: Option<i64>,
    attempt: i32,
    max_attempts: i32,
    fence: i64,
    pace: f64,
    worked_seconds: f64,
    pace_samples: Vec<f32>,
}

/// One claim at a time over all nodes: two that counted a tenant's running jobs at the same moment would both find room
/// for one more. It must be a statement of its own: a statement's view of the table is older than a lock it waits for.
const LOCK: &str = "select pg_advisory_xact_lock(1953853035)";

/// Due jobs wait in lanes of (tenant, kind, priority), each in the order of its time; the index job_due has them side by
/// side. The statement hops from lane to lane, so it reads as many rows as there are lanes and as it may claim, however
/// many wait. Paused kinds, and tenants that are suspended or at their limit, are left out before a row of theirs is read.
///
/// The n-th job of each tenant goes before the (n+1)-th of any, those that run counted: claims go round the tenants. Among
/// a tenant's own, priority decides, then time.
const CLAIM: &str = "with recursive lane as (
         (select tenant_id, kind, priority from job where state in ('waiting', 'retrying')
          order by tenant_id, kind, priority limit 1)
         union all
         select next.tenant_id, next.kind, next.priority
         from lane l cross join lateral (
             select tenant_id, kind, priority from job
             where state in ('waiting', 'retrying') and (tenant_id, kind, priority) > (l.tenant_id, l.kind, l.priority)
             order by tenant_id, kind, priority limit 1) next),
     busy as materialized (select tenant_id, count(*) as n from job where state = 'running' group by tenant_id),
     front as (
         select d.id, l.tenant_id, l.priority, d.run_at, coalesce(b.n, 0) as busy, t.most
         from lane l left join busy b on b.tenant_id = l.tenant_id
         cross join lateral (
             select coalesce(jobs_max, $5) as most from tenant where id = l.tenant_id and suspended_at is null) t
         cross join lateral (
             select id, run_at from job
             where state in ('waiting', 'retrying') and tenant_id = l.tenant_id and kind = l.kind
                 and priority = l.priority and run_at <= statement_timestamp()
             order by run_at, id limit $4) d
         where l.kind = any($1) and coalesce(b.n, 0) < t.most
             and not exists (select from job_kind_pause p where p.kind = l.kind)),
     turn as (
         select id, run_at, most,
             busy + row_number() over (partition by tenant_id order by priority, run_at, id) as turn from front),
     mine as (
         select j.id from turn t join job j using (id)
         where t.turn <= t.most and j.state in ('waiting', 'retrying')
         order by t.turn, t.run_at, t.id limit $4 for update of j skip locked),
     claimed as (
         update job j set state = 'running', fence = j.fence + 1, attempt = j.attempt + 1, node = $2,
             lease_until = clock_timestamp() + make_interval(secs => $3),
             started_at = coalesce(j.started_at, clock_timestamp()), version = j.version + 1
         from mine where j.id = mine.id
         returning j.*),
     noted as (
         insert into job_attempt (tenant_id, job_id, attempt, node)
         select tenant_id, id, attempt, $2 from claimed)
     select id, tenant_id, kind, params, checkpoint, created_by, attempt, max_attempts, fence, pace, worked_seconds,
         pace_samples from claimed";

/// Claims up to `most` due jobs of the kinds, writing lease and fence, and commits before anything else happens: a job
/// that ran inside its claiming transaction would hold its row against everybody who wants to look.
pub(crate) async fn claim(engine: &Engine, kinds: &[String], most: usize) -> Result<Vec<Claimed>> {
    let settings = engine.settings();
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let limit = i64::try_from(settings.tenant_jobs).unwrap_or(i64::MAX);
    let tx = PlatformTx::begin(engine).await?;
    tx.execute(LOCK, []).await?;
    let rows: Vec<Row> = tx
        .all(
            CLAIM,
            [
                kinds.to_vec().into(),
                engine.node_name().into(),
                settings.lease.as_secs_f64().into(),
                most.into(),
                limit.into(),
            ],
        )
        .await?;
    tx.commit().await?;
    Ok(rows.into_iter().map(|row| row.claimed(settings.lease)).collect())
}

impl Row {
    fn claimed(self, lease: Duration) -> Claimed {
        Claimed {
            id: JobId(self.id),
            tenant: TenantId(self.tenant_id),
            kind: self.kind,
            params: self.params,
            checkpoint: self.checkpoint,
            created_by: self.created_by.map(UserId),
            attempt: self.attempt,
            max_attempts: self.max_attempts,
            fence: self.fence,
            lease,
            pace: Pace::kept(self.pace, self.worked_seconds, self.pace_samples),
        }
    }
}
