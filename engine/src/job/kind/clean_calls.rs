//! Takes demo calls away with what they are found by and their timelines, some thousands a step. Only rows that carry the mark
//! of a batch are touched.

use crate::Engine;
use crate::call::CleanParams;
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::job::JobKind;
use domain::phone::grouped;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// Calls of a step.
const BATCH: i64 = 2_000;

pub(crate) struct CleanCalls;

#[async_trait]
impl Kind for CleanCalls {
    fn word(&self) -> &'static str {
        JobKind::CleanCalls.as_str()
    }

    async fn begin(&self, _engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        Ok(Arc::new(Cleaning { params: serde_json::from_value(job.params.clone())? }))
    }
}

struct Cleaning {
    params: CleanParams,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct At {
    calls: i64,
    activities: i64,
}

#[derive(FromQueryResult)]
struct Stepped {
    calls: i64,
    activities: i64,
}

/// The planner knows nothing of how few there are of a step, and would read a whole timeline for them.
const BY_KEY: &str =
    "set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_seqscan = off";

#[async_trait]
impl Work for Cleaning {
    fn start(&self) -> Value {
        json!(At::default())
    }

    async fn step(&self, tx: &TenantTx, at: &Value, _again: bool) -> Result<StepEnd, StepError> {
        let mut at: At = serde_json::from_value(at.clone())?;
        tx.script(BY_KEY).await?;
        let CleanParams { from, to, batch, .. } = self.params;
        let stepped: Option<Stepped> = tx
            .one(
                "with chosen as materialized (
                     select id from call where tenant_id = $1 and demo_batch is not null and id between $2 and $3
                         and ($4::uuid is null or demo_batch = $4) order by id limit $5 for update),
                 lines as (
                     delete from activity a using chosen where a.tenant_id = $1 and a.entity_type = 5 and a.entity_id = chosen.id
                     returning 1),
                 words as (
                     delete from search_word w using chosen
                     where w.tenant_id = $1 and w.entity_type = 5 and w.entity_id = chosen.id),
                 gone as (
                     delete from call c using chosen where c.tenant_id = $1 and c.id = chosen.id returning 1)
                 select (select count(*) from gone) as calls, (select count(*) from lines) as activities",
                [tx.tenant(), from.into(), to.into(), batch.map(|batch| batch.0).into(), BATCH.into()],
            )
            .await?;
        let stepped = stepped.ok_or_else(|| StepError::Later("The step gave no answer.".into()))?;
        at.calls += stepped.calls;
        at.activities += stepped.activities;
        let next = (stepped.calls == BATCH).then(|| json!(at));
        Ok(StepEnd {
            says: format!("Took {} demo calls away", grouped(at.calls.unsigned_abs())),
            steps: 1,
            processed: stepped.calls,
            succeeded: stepped.calls,
            outcome: next.is_none().then(|| json!({ "calls": at.calls, "activities": at.activities, "orphans": 0 })),
            next,
            ..StepEnd::default()
        })
    }
}
