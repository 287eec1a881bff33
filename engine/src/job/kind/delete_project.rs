//! Takes the numbers of a deleted project away, some thousands a step, and then the project.

use crate::Engine;
use crate::project::DeleteParams;
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::id::ProjectId;
use domain::job::JobKind;
use domain::phone::grouped;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// Numbers taken away in one step: a fraction of a second.
const BATCH: i64 = 10_000;

pub(crate) struct DeleteProject;

#[async_trait]
impl Kind for DeleteProject {
    fn word(&self) -> &'static str {
        JobKind::DeleteProject.as_str()
    }

    async fn begin(&self, _engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let params: DeleteParams = serde_json::from_value(job.params.clone())?;
        Ok(Arc::new(Deleting { project: params.project }))
    }
}

/// Behind which number the next step begins: looking for the first one each time would read all that were deleted before.
#[derive(Serialize, Deserialize)]
struct Place {
    behind: i64,
    done: i64,
}

struct Deleting {
    project: ProjectId,
}

#[derive(FromQueryResult)]
struct Gone {
    n: i64,
    last: Option<i64>,
}

#[async_trait]
impl Work for Deleting {
    fn start(&self) -> Value {
        json!(Place { behind: 0, done: 0 })
    }

    async fn step(&self, tx: &TenantTx, at: &Value, _again: bool) -> Result<StepEnd, StepError> {
        let Place { behind, done } = serde_json::from_value(at.clone())?;
        let project = self.project.0;
        let gone: Option<Gone> = tx
            .one(
                "with gone as (
                     delete from number where tenant_id = $1 and project_id = $2 and id in (
                         select id from number where tenant_id = $1 and project_id = $2 and id > $3 order by id limit $4)
                     returning id)
                 select count(*) as n, max(id) as last from gone",
                [tx.tenant(), project.into(), behind.into(), BATCH.into()],
            )
            .await?;
        let Gone { n, last } = gone.unwrap_or(Gone { n: 0, last: None });
        let done = done + n;
        let next = last.filter(|_| n == BATCH).map(|behind| json!(Place { behind, done }));
        if next.is_none() {
            tx.execute(
                "delete from project where tenant_id = $1 and id = $2 and deleted_at is not null",
                [tx.tenant(), project.into()],
            )
            .await?;
        }
        Ok(StepEnd {
            says: format!("Deleted {}", grouped(u64::try_from(done).unwrap_or(0))),
            steps: 1,
            processed: n,
            succeeded: n,
            total: next.is_none().then_some(done),
            outcome: next.is_none().then(|| json!({ "deleted_numbers": done })),
            next,
            ..StepEnd::default()
        })
    }
}
