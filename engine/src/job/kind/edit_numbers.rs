//! Changes or deletes the numbers somebody confirmed, some thousands a step, and keeps what they were for the undo.
//!
//! The first step writes down which numbers they are, and goes no further if those are not the ones confirmed. Each later
//! step takes some of them; one that was changed since is left and listed.

use crate::Engine;
use crate::number::{Edit, EditParams, WHOLE, changed_since, keep_matching};
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::filter::{Filter, Numbers};
use domain::job::JobKind;
use domain::phone::grouped;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// Numbers of one step: a second or less of rows held against others.
const BATCH: i64 = 5_000;

/// A step's rows are a range of the key, joined by hashing. The planner knows nothing of what a step takes; left to itself it
/// compares each row with each (seen: minutes for eight thousand).
pub(super) const BY_RANGE: &str = "set local enable_nestloop = off; set local enable_mergejoin = off;
    set local enable_seqscan = off";

pub(crate) struct EditNumbers;

#[async_trait]
impl Kind for EditNumbers {
    fn word(&self) -> &'static str {
        JobKind::EditNumbers.as_str()
    }

    async fn begin(&self, _engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let params: EditParams = serde_json::from_value(job.params.clone())?;
        let filter = Filter::parse_query(&params.filter)
            .map_err(|errors| StepError::Never(format!("The filter can't be read: {errors}")))?;
        Ok(Arc::new(Editing { params, filter, job: job.clone() }))
    }
}

/// Where a step starts.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Place {
    /// Writing down which numbers they are.
    Choosing,
    /// Behind this number, with so many changed and left so far.
    Behind { id: i64, changed: i64, left: i64 },
}

struct Editing {
    params: EditParams,
    filter: Filter<Numbers>,
    job: Claimed,
}

#[derive(FromQueryResult)]
struct Stepped {
    last: Option<i64>,
    taken: i64,
    changed: i64,
    moved_not: i64,
    changed_since: i64,
}

#[async_trait]
impl Work for Editing {
    fn start(&self) -> Value {
        json!(Place::Choosing)
    }

    async fn step(&self, tx: &TenantTx, at: &Value, _again: bool) -> Result<StepEnd, StepError> {
        match serde_json::from_value(at.clone())? {
            Place::Choosing => self.choose(tx).await,
            Place::Behind { id, changed, left } => self.edit(tx, id, changed, left).await,
        }
    }
}

impl Editing {
    async fn choose(&self, tx: &TenantTx) -> Result<StepEnd, StepError> {
        let now = keep_matching(tx, self.job.id, self.params.project, &self.filter).await?;
        if now != self.params.confirmed {
            return Err(StepError::Never(changed_since("numbers", self.params.confirmed.count, now.count)));
        }
        Ok(StepEnd {
            next: Some(json!(Place::Behind { id: 0, changed: 0, left: 0 })),
            says: format!("Chose {} numbers", grouped(now.count)),
            ..StepEnd::default()
        })
    }

    async fn edit(&self, tx: &TenantTx, behind: i64, changed: i64, left: i64) -> Result<StepEnd, StepError> {
        tx.script(BY_RANGE).await?;
        let (change, value) = match self.params.edit {
            Edit::Status(status) => (STATUS, i64::from(status.code())),
            Edit::Move(to) => (MOVE, to.0),
            Edit::Delete => (DELETE, 0),
        };
        let stepped: Stepped = tx
            .one(
                &statement(change),
                [
                    tx.tenant(),
                    self.job.id.0.into(),
                    behind.into(),
                    BATCH.into(),
                    self.params.project.0.into(),
                    value.into(),
                ],
            )
            .await?
            .ok_or_else(|| StepError::Later("The step gave no answer.".into()))?;
        let not = stepped.moved_not + stepped.changed_since;
        let (changed, left) = (changed + stepped.changed, left + not);
        let next = stepped.last.filter(|_| stepped.taken == BATCH).map(|id| json!(Place::Behind { id, changed, left }));
        let done = match self.params.edit {
            Edit::Status(_) => "Changed",
            Edit::Move(_) => "Moved",
            Edit::Delete => "Deleted",
        };
        Ok(StepEnd {
            says: format!("{done} {} numbers", grouped(u64::try_from(changed).unwrap_or(0))),
            steps: 1,
            processed: stepped.taken,
            succeeded: stepped.taken - not,
            failed: not,
            outcome: next.is_none().then(|| json!({ "changed": changed, "left": left })),
            next,
            ..StepEnd::default()
        })
    }
}

/// `$6` is the status.
const STATUS: &str = "wanted as (select * from untouched where status <> $6::bigint),
     changed as (
         update number n set status = ($6::bigint)::smallint, updated_at = now() from wanted w
         where n.tenant_id = $1 and n.project_id = $5 and n.id > $3 and n.id <= (select id from last) and n.id = w.id
         returning n.id)";

/// `$6` is the project they go to.
const MOVE: &str = "wanted as (
         select * from untouched u where (
             select o.number from number o
             where o.tenant_id = $1 and o.project_id = $6 and o.number between u.number and u.number
             order by o.number limit 1) is null),
     changed as (
         update number n set project_id = $6, updated_at = now() from wanted w
         where n.tenant_id = $1 and n.project_id = $5 and n.id > $3 and n.id <= (select id from last) and n.id = w.id
         returning n.id)";

const DELETE: &str = "wanted as (select * from untouched where $6::bigint = 0),
     changed as (
         delete from number n using wanted w
         where n.tenant_id = $1 and n.project_id = $5 and n.id > $3 and n.id <= (select id from last) and n.id = w.id
         returning n.id)";

fn statement(change: &str) -> String {
    format!(
        "with last as materialized (
             select max(number_id) as id from (
                 select number_id from number_selection where tenant_id = $1 and job_id = $2 and number_id > $3
                 order by number_id limit $4) step),
         taken as (
             delete from number_selection
             where tenant_id = $1 and job_id = $2 and number_id > $3 and number_id <= (select id from last)
             returning number_id, number, seen_at),
         untouched as materialized (
             select n.* from taken t join number n on n.id = t.number_id
             where n.tenant_id = $1 and n.project_id = $5 and n.id > $3 and n.id <= (select id from last)
                 and coalesce(n.updated_at, n.created_at) = t.seen_at for update of n),
         {change},
         kept as (
             insert into number_before ({WHOLE}, job_id, changed_at) select {WHOLE}, $2, now() from wanted),
         not_there as (
             select t.number_id, t.number, u.id is null as since from taken t
             left join untouched u on u.id = t.number_id left join wanted w on w.id = t.number_id
             where u.id is null or {left_over}),
         listed as (
             insert into number_left (tenant_id, job_id, number_id, number, reason)
             select $1, $2, number_id, number,
                 case when since then 'It was changed or deleted after it was confirmed.'
                      else 'The other project holds it already.' end
             from not_there)
         select (select id from last) as last, (select count(*) from taken) as taken,
             (select count(*) from changed) as changed,
             (select count(*) from not_there where not since) as moved_not,
             (select count(*) from not_there where since) as changed_since",
        // A number that has the status already is as it was wanted.
        left_over = if change == MOVE { "w.id is null" } else { "false" },
    )
}
