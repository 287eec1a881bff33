use super::announce;
use crate::Engine;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx, statement};
use domain::Scope;
use domain::id::JobId;
use domain::job::JobKind;
use sea_orm::ConnectionTrait;
use serde_json::Value;
use uuid::Uuid;

/// How often a job is tried before it fails: a few crashes of its worker and a few bad minutes of the database.
const ATTEMPTS: i32 = 8;

/// A job to be queued.
#[derive(Debug)]
pub(crate) struct NewJob {
    pub kind: JobKind,
    /// What it works on, for people.
    pub title: String,
    /// Ids and parameters, never copied rows.
    pub params: Value,
    pub subject: Option<i64>,
    pub total: i64,
    pub steps_total: i64,
}

/// Queues a job in the transaction of the verb that wants it. After the commit call [`wake`].
pub(crate) async fn enqueue(tx: &TenantTx, scope: &Scope, job: NewJob) -> Result<JobId> {
    let id = JobId(Uuid::now_v7());
    tx.execute(
        "insert into job (id, tenant_id, kind, title, params, subject_id, total, steps_total, max_attempts, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        [
            id.0.into(),
            tx.tenant(),
            job.kind.as_str().into(),
            job.title.into(),
            job.params.into(),
            job.subject.into(),
            job.total.into(),
            job.steps_total.into(),
            ATTEMPTS.into(),
            scope.actor().user().map(|user| user.0).into(),
        ],
    )
    .await?;
    Ok(id)
}

/// Tells the workers of every node that there is work, and whoever watches that the job exists. A hint: workers look by
/// themselves too, so a failure is only logged.
#[allow(clippy::disallowed_methods, reason = "a notice belongs to no transaction")]
pub(crate) async fn wake(engine: &Engine, scope: &Scope, job: JobId) {
    if let Err(error) = engine.db().execute_raw(statement("select pg_notify('trunkline_work', '')", [])).await {
        tracing::warn!(%error, "waking the workers failed; they will look by themselves");
    }
    announce(engine, scope.tenant(), job).await;
}
