use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::id::JobId;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

/// One try at a job.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Attempt {
    /// Counts from 1.
    pub attempt: i32,
    /// The process that ran it.
    pub node: String,
    pub started_at: OffsetDateTime,
    /// `None` while it runs.
    pub ended_at: Option<OffsetDateTime>,
    /// `done`, `failed`, `cancelled`, `handed back` or `lost`; `None` while it runs.
    pub ended_as: Option<String>,
    pub error: Option<String>,
}

/// The last hundred attempts of a job, the newest first; none for a job the tenant does not have.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope.
pub async fn attempts(engine: &Engine, scope: &Scope, id: JobId) -> Result<Vec<Attempt>> {
    allow(scope, Right::SeeJobs)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let attempts = read(&tx, id).await?;
    tx.commit().await?;
    Ok(attempts)
}

pub(super) async fn read(tx: &TenantTx, id: JobId) -> Result<Vec<Attempt>> {
    Ok(tx
        .all(
            "select attempt, node, started_at, ended_at, ended_as, error from job_attempt
             where tenant_id = $1 and job_id = $2 order by attempt desc limit 100",
            [tx.tenant(), id.0.into()],
        )
        .await?)
}
