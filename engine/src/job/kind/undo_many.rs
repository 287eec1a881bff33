//! Takes back what a change of many records did, each as it was; what somebody changed since is left and listed.

use super::edit_numbers::BY_RANGE;
use crate::Engine;
use crate::bulk::{Changes, Taking, undo_sql};
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::phone::grouped;
use sea_orm::{FromQueryResult, Value as Sql};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::marker::PhantomData;
use std::sync::Arc;

/// Records of one step.
const BATCH: i64 = 2_000;

/// The job that takes back one kind of change.
pub(crate) struct UndoMany<P>(PhantomData<fn() -> P>);

impl<P> UndoMany<P> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

#[async_trait]
impl<P: Changes> Kind for UndoMany<P> {
    fn word(&self) -> &'static str {
        P::UNDO.as_str()
    }

    async fn begin(&self, engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let params: Taking<P> = serde_json::from_value(job.params.clone())?;
        let tx = TenantTx::begin(engine, &job.scope()).await?;
        let rows = tx
            .figure(
                "select (select count(*) from record_before where tenant_id = $1 and job_id = $2)
                     + (select processed from job where tenant_id = $1 and id = $3) as n",
                [tx.tenant(), params.job.0.into(), job.id.0.into()],
            )
            .await?;
        tx.commit().await?;
        Ok(Arc::new(Undoing { params, rows, job: job.clone() }))
    }
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Place {
    behind: i64,
    restored: i64,
    left: i64,
}

struct Undoing<P> {
    params: Taking<P>,
    rows: i64,
    job: Claimed,
}

#[derive(FromQueryResult)]
struct Stepped {
    last: Option<i64>,
    taken: i64,
    restored: i64,
}

#[async_trait]
impl<P: Changes> Work for Undoing<P> {
    fn start(&self) -> Value {
        json!(Place { behind: 0, restored: 0, left: 0 })
    }

    async fn step(&self, tx: &TenantTx, at: &Value, _again: bool) -> Result<StepEnd, StepError> {
        let Place { behind, restored, left } = serde_json::from_value(at.clone())?;
        tx.script(BY_RANGE).await?;
        let (target, undoing) = (self.params.did.target(), self.params.did.undoing());
        let sql = undo_sql(&target, &undoing);
        let person = self.job.scope().actor().user().map(|user| user.0);
        let mut values: Vec<Sql> = vec![
            tx.tenant(),
            self.params.job.0.into(),
            behind.into(),
            BATCH.into(),
            person.into(),
            self.job.id.0.into(),
        ];
        values.extend(undoing.word.map(Sql::from));
        let stepped: Stepped =
            tx.one(&sql, values).await?.ok_or_else(|| StepError::Later("The step gave no answer.".into()))?;
        let not = stepped.taken - stepped.restored;
        let (restored, left) = (restored + stepped.restored, left + not);
        let more = stepped.last.filter(|_| stepped.taken == BATCH);
        let next = more.map(|behind| json!(Place { behind, restored, left }));
        Ok(StepEnd {
            says: format!("Restored {} {}", grouped(u64::try_from(restored).unwrap_or(0)), target.plural),
            steps: 1,
            processed: stepped.taken,
            succeeded: stepped.restored,
            failed: not,
            total: Some(self.rows),
            outcome: next.is_none().then(|| json!({ "restored": restored, "left": left })),
            next,
            ..StepEnd::default()
        })
    }
}
