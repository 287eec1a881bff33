//! Takes back what a change of many numbers did, row by row as it was; what somebody changed since is left and listed.

use super::edit_numbers::BY_RANGE;
use crate::Engine;
use crate::number::{Edit, EditParams, UndoParams, WHOLE};
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::job::JobKind;
use domain::phone::grouped;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// Numbers of one step.
const BATCH: i64 = 5_000;

pub(crate) struct UndoNumbers;

#[async_trait]
impl Kind for UndoNumbers {
    fn word(&self) -> &'static str {
        JobKind::UndoNumbers.as_str()
    }

    async fn begin(&self, engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let params: UndoParams = serde_json::from_value(job.params.clone())?;
        let did: EditParams = serde_json::from_value(params.did.clone())?;
        let tx = TenantTx::begin(engine, &job.scope()).await?;
        let rows = tx
            .figure(
                "select (select count(*) from number_before where tenant_id = $1 and job_id = $2)
                     + (select processed from job where tenant_id = $1 and id = $3) as n",
                [tx.tenant(), params.job.0.into(), job.id.0.into()],
            )
            .await?;
        tx.commit().await?;
        Ok(Arc::new(Undoing { undoes: params, did, rows, job: job.clone() }))
    }
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Place {
    behind: i64,
    restored: i64,
    left: i64,
}

struct Undoing {
    undoes: UndoParams,
    did: EditParams,
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
impl Work for Undoing {
    fn start(&self) -> Value {
        json!(Place { behind: 0, restored: 0, left: 0 })
    }

    async fn step(&self, tx: &TenantTx, at: &Value, _again: bool) -> Result<StepEnd, StepError> {
        let Place { behind, restored, left } = serde_json::from_value(at.clone())?;
        tx.script(BY_RANGE).await?;
        let project = self.did.project;
        let (restore, now_in) = match self.did.edit {
            Edit::Status(_) => (update(), project),
            Edit::Move(to) => (update(), to),
            Edit::Delete => (insert(), project),
        };
        let stepped: Stepped = tx
            .one(
                &statement(&restore, self.did.edit),
                [
                    tx.tenant(),
                    self.undoes.job.0.into(),
                    behind.into(),
                    BATCH.into(),
                    now_in.0.into(),
                    project.0.into(),
                    self.job.id.0.into(),
                ],
            )
            .await?
            .ok_or_else(|| StepError::Later("The step gave no answer.".into()))?;
        let not = stepped.taken - stepped.restored;
        let (restored, left) = (restored + stepped.restored, left + not);
        let more = stepped.last.filter(|_| stepped.taken == BATCH);
        let next = more.map(|behind| json!(Place { behind, restored, left }));
        Ok(StepEnd {
            says: format!("Restored {} numbers", grouped(u64::try_from(restored).unwrap_or(0))),
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

/// The number in the project that it comes back to, by the unique key whatever the planner believes.
const HELD_AGAIN: &str = "(select o.number from number o
    where o.tenant_id = $1 and o.project_id = $6 and o.number between t.number and t.number order by o.number limit 1)";

/// The row where it is now, if it is still as the job left it, becomes what it was in every column.
fn update() -> String {
    let columns: Vec<&str> =
        WHOLE.split(',').map(str::trim).filter(|name| !["tenant_id", "id"].contains(name)).collect();
    let set: Vec<String> = columns.iter().map(|name| format!("{name} = t.{name}")).collect();
    format!(
        "fits as (
             select t.* from taken t join number n on n.id = t.id
             where n.tenant_id = $1 and n.project_id = $5 and n.id > $3 and n.id <= (select id from last)
                 and n.updated_at = t.changed_at and ($5 = $6 or {HELD_AGAIN} is null)
             for update of n),
         restored as (
             update number n set {} from fits t
             where n.tenant_id = $1 and n.project_id = $5 and n.id > $3 and n.id <= (select id from last) and n.id = t.id
             returning n.id)",
        set.join(", ")
    )
}

/// The deleted row comes back under its own id, unless the project holds the number again or is gone itself.
fn insert() -> String {
    format!(
        "fits as (
             select t.* from taken t where $5 = $6 and {HELD_AGAIN} is null
                 and exists (select from project p where p.tenant_id = $1 and p.id = $6 and p.deleted_at is null)),
         restored as (insert into number ({WHOLE}) select {WHOLE} from fits returning id)"
    )
}

fn statement(restore: &str, edit: Edit) -> String {
    let reason = match edit {
        Edit::Delete => {
            "case when exists (select from project p where p.tenant_id = $1 and p.id = $6 and p.deleted_at is null)
                 then 'The project holds the number again.' else 'Its project was deleted.' end"
        }
        Edit::Status(_) => "'It was changed since.'",
        Edit::Move(_) => "'It was changed since, or its project holds the number again.'",
    };
    format!(
        "with last as materialized (
             select max(id) as id from (
                 select id from number_before where tenant_id = $1 and job_id = $2 and id > $3 order by id limit $4) step),
         taken as (
             delete from number_before
             where tenant_id = $1 and job_id = $2 and id > $3 and id <= (select id from last) returning *),
         {restore},
         listed as (
             insert into number_left (tenant_id, job_id, number_id, number, reason)
             select $1, $7, id, number, {reason} from taken
             where id not in (select id from fits))
         select (select id from last) as last, (select count(*) from taken) as taken,
             (select count(*) from restored) as restored"
    )
}
