use super::lanes::{self, Lanes};
use super::list::column;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::queue::{self, NewJob};
use crate::selection::Clause;
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::filter::{Filter, Jobs};
use domain::id::JobId;
use domain::job::JobKind;
use domain::phone::grouped;
use domain::{Right, Scope};
use serde::{Deserialize, Serialize};

/// What a bulk retry was asked to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RetryParams {
    /// The filter as it stands in an address.
    pub filter: String,
}

/// The failed and cancelled jobs that match; a bulk retry itself is retried by hand.
pub(crate) fn retryable(
    first: &str,
    values: impl IntoIterator<Item = sea_orm::Value>,
    filter: &Filter<Jobs>,
) -> Clause {
    let mut clause = Clause::new(first, values);
    clause.and("state in ('failed', 'cancelled') and kind <> 'retry_jobs'");
    clause.filter(filter, column);
    clause
}

/// How many jobs [`retry_matching`] would retry now, counted to the last: who confirms it reads the figure.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope.
pub async fn count_retryable(engine: &Engine, scope: &Scope, filter: &Filter<Jobs>) -> Result<u64> {
    allow(scope, Right::SeeJobs)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let total = count(&tx, filter).await?;
    tx.commit().await?;
    Ok(u64::try_from(total).unwrap_or(0))
}

/// By lanes, as a list of them is read: a few failed jobs among millions are found without reading the others.
async fn count(tx: &TenantTx, filter: &Filter<Jobs>) -> Result<i64> {
    let lanes = Lanes::of(filter);
    let mut clause = retryable("tenant_id = $1", [tx.tenant()], &lanes.rest(filter));
    lanes::bound_by_days(&mut clause, filter);
    let no_limit = clause.value(i64::MAX);
    let found = lanes.select("id", &mut clause, "", &no_limit);
    Ok(tx.figure(&format!("{found} select count(*) as n from found"), clause.values()).await?)
}

/// Retries every failed or cancelled job that matches, as a job of its own: what is asked for travels as the filter, not
/// as a list of ids. Jobs made after the asking are not touched.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::Conflict`] when none matches, or a bulk retry is under way.
pub async fn retry_matching(engine: &Engine, scope: &Scope, filter: &Filter<Jobs>) -> Result<JobId> {
    allow(scope, Right::SteerJobs)?;
    let params = RetryParams { filter: filter.to_query() };
    let tx = TenantTx::begin(engine, scope).await?;
    let total = count(&tx, filter).await?;
    if total == 0 {
        return Err(Error::Conflict("No failed or cancelled job matches.".into()));
    }
    let title = format!("{} jobs", grouped(u64::try_from(total).unwrap_or(0)));
    let job = NewJob {
        total,
        unique: Some("all".into()),
        ..NewJob::new(JobKind::RetryJobs, title, serde_json::to_value(&params)?)
    };
    let queued = queue::enqueue(&tx, scope, job).await?;
    if !queued.is_new {
        return Err(Error::Conflict("Jobs are being retried already; wait until that has ended.".into()));
    }
    let entry = audit::Entry::made("job.retry_matching", format!("job:{}", queued.job), &params)?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    queue::wake(engine, scope, queued.job).await;
    Ok(queued.job)
}
