//! Imports an uploaded file of numbers into a project, some thousand rows a step; a dry run does the same and stores none.
//!
//! A step takes its rows from the reading (`reading.rs`), looks the numbers up that the project holds, stores the others
//! by one statement (`store.rs`), and adds the rows that were not taken to a file of their own, in one transaction with
//! the checkpoint. The checkpoint says where in the file to go on; which numbers the file has brought before that, a worker
//! that takes the job over reads anew.

mod reading;
mod store;
mod tally;

use crate::Engine;
use crate::file::{Growing, NewFile, address, forget_bytes};
use crate::number::ImportParams;
use crate::project;
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::tenancy::TenantTx;
use async_trait::async_trait;
use domain::job::JobKind;
use domain::phone::grouped;
use domain::table_file::{FileFormat, Place};
use reading::{Batch, Reading};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use tally::Tally;
use tokio::sync::Mutex;

pub(crate) struct ImportNumbers;

#[async_trait]
impl Kind for ImportNumbers {
    fn word(&self) -> &'static str {
        JobKind::ImportNumbers.as_str()
    }

    async fn begin(&self, engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let params: ImportParams = serde_json::from_value(job.params.clone())?;
        project::get(engine, &job.scope(), params.project).await?;
        let at = match &job.checkpoint {
            Some(at) => serde_json::from_value(at.clone())?,
            None => At::first(&params),
        };
        let reading = Reading::at(engine, &job.scope(), &params, &at.place).await?;
        Ok(Arc::new(Import { engine: engine.clone(), job: job.clone(), params, reading: Mutex::new(reading) }))
    }
}

struct Import {
    engine: Engine,
    job: Claimed,
    params: ImportParams,
    reading: Mutex<Reading>,
}

/// Where a step starts, and what the steps before it found.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct At {
    place: Place,
    tally: Tally,
    /// The file of the rows that were not taken, once there is one.
    rejects: Option<Growing>,
}

impl At {
    fn first(params: &ImportParams) -> At {
        let place = Place { mapping: params.mapping.clone(), ..Place::default() };
        At { place, tally: Tally::default(), rejects: None }
    }
}

#[async_trait]
impl Work for Import {
    fn start(&self) -> Value {
        json!(At::first(&self.params))
    }

    async fn step(&self, tx: &TenantTx, at: &Value, again: bool) -> Result<StepEnd, StepError> {
        let at: At = serde_json::from_value(at.clone())?;
        let mut reading = self.reading.lock().await;
        if !reading.is_at(&at.place) {
            // A step before this one was rolled back after it had read on.
            *reading = Reading::at(&self.engine, &self.job.scope(), &self.params, &at.place).await?;
        }
        let size = reading.size();
        let batch = reading.batch(tx, &at.place).await?;
        let taken = if self.params.dry_run {
            store::count_new(tx, self.params.project, &batch.given).await?
        } else {
            store::store(tx, self.params.project, &batch.given, again).await?
        };
        let mut rejects = at.rejects;
        if !batch.rejects.is_empty() {
            let mut file = match rejects {
                Some(file) => file,
                None => self.begin_rejects(tx, &batch.header).await?,
            };
            file.append(tx, &batch.rejects).await?;
            rejects = Some(file);
        }
        let tally = at.tally.plus(batch, taken);
        let end = self.end_of_step(batch, taken, &tally, size);
        if !batch.is_last {
            let next = At { place: batch.end.clone(), tally, rejects };
            return Ok(StepEnd { next: Some(json!(next)), ..end });
        }
        self.done(tx, tally, rejects, end).await
    }
}

impl Import {
    async fn begin_rejects(&self, tx: &TenantTx, header: &str) -> Result<Growing, StepError> {
        let new = NewFile {
            purpose: "rejects",
            name: "rejected_rows",
            format: FileFormat::Csv,
            project: Some(self.params.project),
            job: self.job.id,
        };
        let mut file = Growing::begin(tx, &self.job.scope(), new).await?;
        file.append(tx, header.as_bytes()).await?;
        Ok(file)
    }

    fn end_of_step(&self, batch: &Batch, taken: i64, tally: &Tally, size: u64) -> StepEnd {
        let rows = tally.rows();
        let offset = batch.end.at.offset.clamp(1, size.max(1));
        // How many rows there are, a file says at its end; until then they are taken to be as long as those read.
        let total = if batch.is_last { rows } else { (rows as f64 * size as f64 / offset as f64).ceil() as i64 };
        let percent = offset * 100 / size.max(1);
        StepEnd {
            says: format!("Row {}, {percent} % of the file", grouped(rows.unsigned_abs())),
            steps: 1,
            processed: batch.rows,
            succeeded: taken,
            failed: batch.failed(),
            total: Some(total),
            ..StepEnd::default()
        }
    }

    async fn done(
        &self,
        tx: &TenantTx,
        tally: Tally,
        rejects: Option<Growing>,
        end: StepEnd,
    ) -> Result<StepEnd, StepError> {
        if tally.rows() == 0 {
            return Err(StepError::Never(format!("There is no row in {}.", self.params.name)));
        }
        let mut rejects_url = None;
        if let Some(file) = rejects {
            rejects_url = Some(address(file.file));
            file.finish(tx, tally.total_errors(), self.engine.settings().keep_exports).await?;
        }
        if !self.params.dry_run {
            forget_bytes(tx, self.params.file).await?;
        }
        let (would, imported) = if self.params.dry_run { ("would be ", "Dry run: ") } else { ("", "") };
        let says = format!(
            "{imported}{} of {} rows {would}imported, {} there already, {} rejected",
            grouped(tally.imported.unsigned_abs()),
            grouped(tally.rows().unsigned_abs()),
            grouped(tally.duplicates_skipped.unsigned_abs()),
            grouped(tally.total_errors().unsigned_abs()),
        );
        let outcome = tally.outcome(self.params.dry_run, rejects_url);
        Ok(StepEnd { next: None, says, outcome: Some(outcome), ..end })
    }
}
