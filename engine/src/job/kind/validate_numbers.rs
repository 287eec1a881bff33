//! Looks numbers up in the prefix table, some thousands a step, by statements that work on whole sets.
//!
//! When the job begins it reads where the steps will be cut, so that each step knows its rows by the key alone and the
//! next can begin before the one before it is committed. A job that goes on elsewhere cuts what is left anew.

use super::edit_numbers::BY_RANGE;
use crate::number::{Kept, SOURCE, ValidateParams, look_up};
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::selection::Clause;
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, number};
use async_trait::async_trait;
use domain::filter::{Filter, Numbers};
use domain::job::JobKind;
use domain::phone::grouped;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) struct ValidateNumbers;

#[async_trait]
impl Kind for ValidateNumbers {
    fn word(&self) -> &'static str {
        JobKind::ValidateNumbers.as_str()
    }

    async fn begin(&self, engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let params: ValidateParams = serde_json::from_value(job.params.clone())?;
        let filter = match &params.which {
            Kept::Matching(query) => Filter::parse_query(query)
                .map_err(|errors| StepError::Never(format!("The filter can't be read: {errors}")))?,
            Kept::Pending => Filter::parse([("valid", "null")])
                .map_err(|errors| StepError::Never(format!("The filter can't be read: {errors}")))?,
            Kept::Selected => Filter::everything(),
        };
        let at = match &job.checkpoint {
            Some(at) => serde_json::from_value(at.clone())?,
            None => Place::default(),
        };
        let mut work = Validation { params, filter, job: job.clone(), cuts: Vec::new(), total: 0, source: 0 };
        let tx = TenantTx::begin(engine, &job.scope()).await?;
        work.source = tx.figure(SOURCE, []).await?;
        work.cuts = work.cut(&tx, at).await?;
        let done = work.done(&tx).await?;
        tx.commit().await?;
        work.total = done.processed + work.cuts.iter().map(|cut| cut.rows).sum::<i64>();
        Ok(Arc::new(work))
    }
}

/// Behind which number a step begins; `closing` when all steps are done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    project: i64,
    id: i64,
    #[serde(default)]
    closing: bool,
}

/// The last number of a step, and how many there were in it when it was cut.
#[derive(Debug, Clone, Copy, FromQueryResult)]
struct Cut {
    project_id: i64,
    last: i64,
    rows: i64,
}

struct Validation {
    params: ValidateParams,
    filter: Filter<Numbers>,
    job: Claimed,
    cuts: Vec<Cut>,
    total: i64,
    /// The import of the prefix table that answers.
    source: i64,
}

#[derive(FromQueryResult)]
struct Done {
    processed: i64,
    succeeded: i64,
    failed: i64,
}

#[derive(FromQueryResult)]
struct Looked {
    looked: i64,
    valid: i64,
}

impl Validation {
    /// The rows to look at, numbers as `n`.
    fn rows(&self, tx: &TenantTx) -> (Clause, &'static str) {
        let mut clause = Clause::new("n.tenant_id = $1", [tx.tenant()]);
        clause.filter(&self.filter, number::column);
        let table = if matches!(self.params.which, Kept::Selected) {
            let job = clause.value(self.job.id.0);
            clause.and(&format!(
                "s.tenant_id = $1 and s.job_id = {job} and s.project_id = n.project_id and s.number_id = n.id"
            ));
            "number n, number_selection s"
        } else {
            "number n"
        };
        (clause, table)
    }

    async fn cut(&self, tx: &TenantTx, at: Place) -> Result<Vec<Cut>, StepError> {
        let (mut clause, table) = self.rows(tx);
        if let Some(project) = self.params.project {
            let project = clause.value(project.0);
            clause.and(&format!("n.project_id = {project}"));
        }
        let (project, id) = (clause.value(at.project), clause.value(at.id));
        clause.and(&format!("(n.project_id, n.id) > ({project}, {id})"));
        let size = clause.value(i64::try_from(self.params.batch_size).unwrap_or(i64::MAX));
        let sql = format!(
            "select project_id, max(id) as last, count(*) as rows from (
                 select n.project_id, n.id,
                     (row_number() over (partition by n.project_id order by n.id) - 1) / {size} as step
                 from {table} where {}) rows
             group by project_id, step order by project_id, step",
            clause.sql()
        );
        Ok(tx.all(&sql, clause.values()).await?)
    }

    /// The step that begins behind a place, and where the one after it begins.
    fn step_at(&self, at: Place) -> Option<(Cut, Place)> {
        let found = self.cuts.partition_point(|cut| (cut.project_id, cut.last) <= (at.project, at.id));
        let cut = *self.cuts.get(found)?;
        let closing = found + 1 == self.cuts.len();
        Some((cut, Place { project: cut.project_id, id: cut.last, closing }))
    }

    async fn done(&self, tx: &TenantTx) -> Result<Done, StepError> {
        let sql = "select processed, succeeded, failed from job where tenant_id = $1 and id = $2";
        let done: Option<Done> = tx.one(sql, [tx.tenant(), self.job.id.0.into()]).await?;
        Ok(done.unwrap_or(Done { processed: 0, succeeded: 0, failed: 0 }))
    }

    async fn look_up(&self, tx: &TenantTx, at: Place, cut: Cut) -> Result<Looked, StepError> {
        tx.script(BY_RANGE).await?;
        let (mut clause, table) = self.rows(tx);
        let behind = if at.project == cut.project_id { at.id } else { 0 };
        let (project, from, to) = (clause.value(cut.project_id), clause.value(behind), clause.value(cut.last));
        let range = format!("n.tenant_id = $1 and n.project_id = {project} and n.id > {from} and n.id <= {to}");
        clause.and(&range);
        if matches!(self.params.which, Kept::Selected) {
            clause.and(&format!("s.number_id > {from} and s.number_id <= {to}"));
        }
        let source = clause.value(self.source);
        let looked = tx.one(&look_up(table, clause.sql(), &range, &source), clause.values()).await?;
        looked.ok_or_else(|| StepError::Later("The look-up gave no answer.".into()))
    }
}

#[async_trait]
impl Work for Validation {
    fn start(&self) -> Value {
        json!(Place { closing: self.cuts.is_empty(), ..Place::default() })
    }

    fn ahead(&self, at: &Value) -> Option<Value> {
        let at: Place = serde_json::from_value(at.clone()).ok()?;
        // The closing step reads what the others have counted, so it waits for them.
        self.step_at(at).map(|(_, next)| next).filter(|next| !next.closing).map(|next| json!(next))
    }

    async fn step(&self, tx: &TenantTx, at: &Value, _again: bool) -> Result<StepEnd, StepError> {
        let at: Place = serde_json::from_value(at.clone())?;
        let found = if at.closing { None } else { self.step_at(at) };
        let Some((cut, next)) = found else { return self.close(tx).await };
        let looked = self.look_up(tx, at, cut).await?;
        let steps = self.cuts.len();
        let step = self.cuts.partition_point(|known| (known.project_id, known.last) < (cut.project_id, cut.last)) + 1;
        Ok(StepEnd {
            next: Some(json!(next)),
            says: format!("Validating batch {step}/{steps} ({} numbers)", looked.looked),
            steps: 1,
            processed: looked.looked,
            succeeded: looked.valid,
            failed: looked.looked - looked.valid,
            total: Some(self.total),
            ..StepEnd::default()
        })
    }
}

impl Validation {
    async fn close(&self, tx: &TenantTx) -> Result<StepEnd, StepError> {
        let done = self.done(tx).await?;
        tx.execute(
            "delete from number_selection where tenant_id = $1 and job_id = $2",
            [tx.tenant(), self.job.id.0.into()],
        )
        .await?;
        let valid = grouped(u64::try_from(done.succeeded).unwrap_or(0));
        let invalid = grouped(u64::try_from(done.failed).unwrap_or(0));
        Ok(StepEnd {
            next: None,
            says: format!("Looked up: {valid} valid, {invalid} invalid"),
            // Numbers may have gone since they were counted.
            total: Some(done.processed),
            outcome: Some(json!({
                "total_processed": done.processed,
                "validated_count": done.succeeded,
                "error_count": done.failed,
            })),
            ..StepEnd::default()
        })
    }
}
