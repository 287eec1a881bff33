use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use domain::Scope;
use domain::id::{JobId, TenantId, UserId};
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
}

impl Claimed {
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
}

/// Claims the next due job of the kinds, writing its lease and fence, and commits before anything else happens: a job
/// that ran inside its claiming transaction would hold its row against everybody who wants to look.
///
/// The tenant with the fewest running jobs comes first, so that one tenant's many jobs do not starve another's one.
/// `job_attempt` is written in the same statement.
pub(crate) async fn claim(engine: &Engine, kinds: &[String]) -> Result<Option<Claimed>> {
    let settings = engine.settings();
    let tx = PlatformTx::begin(engine).await?;
    let row: Option<Row> = tx
        .one(
            "with busy as (select tenant_id, count(*) as n from job where state = 'running' group by 1),
             due as (
                 select j.id, j.run_at, coalesce(b.n, 0) as n from job j left join busy b using (tenant_id)
                 where j.state in ('waiting', 'retrying') and j.run_at <= now() and j.kind = any($1)
                 order by n, j.run_at, j.id limit 20),
             mine as (
                 select j.id from job j join due using (id)
                 where j.state in ('waiting', 'retrying')
                 order by due.n, due.run_at, due.id limit 1 for update of j skip locked),
             claimed as (
                 update job j set state = 'running', fence = j.fence + 1, attempt = j.attempt + 1, node = $2,
                     lease_until = clock_timestamp() + make_interval(secs => $3),
                     started_at = coalesce(j.started_at, clock_timestamp()), version = j.version + 1
                 from mine where j.id = mine.id
                 returning j.*),
             noted as (
                 insert into job_attempt (tenant_id, job_id, attempt, node)
                 select tenant_id, id, attempt, $2 from claimed)
             select id, tenant_id, kind, params, checkpoint, created_by, attempt, max_attempts, fence from claimed",
            [kinds.to_vec().into(), settings.node.clone().into(), settings.lease.as_secs_f64().into()],
        )
        .await?;
    tx.commit().await?;
    Ok(row.map(|row| Claimed {
        id: JobId(row.id),
        tenant: TenantId(row.tenant_id),
        kind: row.kind,
        params: row.params,
        checkpoint: row.checkpoint,
        created_by: row.created_by.map(UserId),
        attempt: row.attempt,
        max_attempts: row.max_attempts,
        fence: row.fence,
        lease: settings.lease,
    }))
}
