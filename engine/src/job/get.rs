use super::attempts::{Attempt, read};
use super::progress::{COLUMNS, Row};
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::id::JobId;
use domain::job::JobProgress;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// A job with everything its page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct JobDetail {
    pub progress: JobProgress,
    /// What it was asked to do.
    pub params: Value,
    /// What came of it, once it has ended.
    pub outcome: Option<Value>,
    /// Its attempts, the newest first.
    pub attempts: Vec<Attempt>,
}

/// What a job was asked to do, and what came of it.
#[derive(Debug, Clone, PartialEq, FromQueryResult)]
pub struct Told {
    id: Uuid,
    pub params: Value,
    pub outcome: Option<Value>,
}

/// A job of the scope's tenant.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has none with this id.
pub async fn get(engine: &Engine, scope: &Scope, id: JobId) -> Result<JobDetail> {
    allow(scope, Right::SeeJobs)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let progress = find(&tx, id).await?;
    let told = read_told(&tx, &[id]).await?.pop().ok_or(Error::NotFound)?;
    let attempts = read(&tx, id).await?;
    tx.commit().await?;
    Ok(JobDetail { progress, params: told.params, outcome: told.outcome, attempts })
}

/// What these jobs of the scope's tenant were asked to do and what came of them, for a list that says so; one that is gone is
/// left out.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope.
pub async fn told(engine: &Engine, scope: &Scope, ids: &[JobId]) -> Result<HashMap<JobId, Told>> {
    allow(scope, Right::SeeJobs)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let told = read_told(&tx, ids).await?;
    tx.commit().await?;
    Ok(told.into_iter().map(|told| (JobId(told.id), told)).collect())
}

async fn read_told(tx: &TenantTx, ids: &[JobId]) -> Result<Vec<Told>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let sql = "select id, params, outcome from job where tenant_id = $1 and id = any($2)";
    Ok(tx.all(sql, [tx.tenant(), ids.into()]).await?)
}

/// How far a job of the scope's tenant is.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has none with this id.
pub async fn progress(engine: &Engine, scope: &Scope, id: JobId) -> Result<JobProgress> {
    allow(scope, Right::SeeJobs)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let progress = find(&tx, id).await?;
    tx.commit().await?;
    Ok(progress)
}

async fn find(tx: &TenantTx, id: JobId) -> Result<JobProgress> {
    let sql = format!(
        "select {COLUMNS} from job j left join app_user u on u.id = j.created_by where j.tenant_id = $1 and j.id = $2"
    );
    let row: Option<Row> = tx.one(&sql, [tx.tenant(), id.0.into()]).await?;
    row.ok_or(Error::NotFound)?.try_into()
}
