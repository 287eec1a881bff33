//! Retries the jobs that match a filter, some hundreds a step.

use crate::Engine;
use crate::error::Error;
use crate::job::retry::retry_in;
use crate::job::retry_matching::{RetryParams, retryable};
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work, wake_workers};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::filter::{Filter, Jobs};
use domain::id::JobId;
use domain::job::JobKind;
use domain::phone::grouped;
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

/// Jobs retried in one step.
const BATCH: i64 = 200;

pub(crate) struct RetryJobs;

#[async_trait]
impl Kind for RetryJobs {
    fn word(&self) -> &'static str {
        JobKind::RetryJobs.as_str()
    }

    async fn begin(&self, engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let params: RetryParams = serde_json::from_value(job.params.clone())?;
        let filter = Filter::parse_query(&params.filter)
            .map_err(|errors| StepError::Never(format!("The filter can't be read: {errors}")))?;
        Ok(Arc::new(Retrying { engine: engine.clone(), filter, job: job.clone() }))
    }
}

struct Retrying {
    engine: Engine,
    filter: Filter<Jobs>,
    job: Claimed,
}

#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
}

#[async_trait]
impl Work for Retrying {
    fn start(&self) -> Value {
        json!(Uuid::nil())
    }

    async fn step(&self, tx: &TenantTx, at: &Value, _again: bool) -> Result<StepEnd, StepError> {
        let from: Uuid = serde_json::from_value(at.clone())?;
        // Ids rise with time: jobs made after this one, and what they failed of, were not asked for.
        let until = self.job.id.0;
        let first = "tenant_id = $1 and id > $2 and id < $3";
        let mut clause = retryable(first, [tx.tenant(), from.into(), until.into()], &self.filter);
        let limit = clause.value(BATCH);
        let sql = format!("select id from job where {} order by id limit {limit}", clause.sql());
        let found: Vec<Found> = tx.all(&sql, clause.values()).await?;
        let scope = self.job.scope();
        let (mut retried, mut passed) = (0, 0);
        for Found { id } in &found {
            match retry_in(tx, &scope, JobId(*id)).await {
                Ok(()) => retried += 1,
                // Retried by somebody else meanwhile, or behind one that comes later in this very walk.
                Err(Error::Conflict(_) | Error::NotFound) => passed += 1,
                Err(error) => return Err(error.into()),
            }
        }
        let next = found.last().filter(|_| found.len() as i64 == BATCH).map(|last| json!(last.id));
        if next.is_none() {
            // The last batch is committed right after this; whoever is woken too early looks again by the poll.
            wake_workers(&self.engine).await;
        }
        Ok(StepEnd {
            says: format!("Retried {} more", grouped(retried)),
            steps: 1,
            processed: (retried + passed) as i64,
            succeeded: retried as i64,
            failed: passed as i64,
            outcome: next.is_none().then(|| json!({ "filter": self.filter.to_query() })),
            next,
            ..StepEnd::default()
        })
    }
}
