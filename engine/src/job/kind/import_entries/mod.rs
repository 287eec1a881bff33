//! Imports a file of consents, of numbers for a do-not-call list, or of calls, some thousand rows a step; a dry run does the same and
//! stores none.
//!
//! A step reads its rows from the place in the file where the one before it stopped, stores those that are right, and adds
//! the others to a file of their own, in one transaction with the checkpoint. It needs nothing in memory from one step to the
//! next: what is there already the table knows, and a row that comes twice in the file is there the second time.

mod calls;
mod reading;
pub(crate) mod store;

pub(crate) use calls::CALL_COLUMNS;

use crate::Engine;
use crate::file::{Growing, NewFile, address, forget_bytes};
use crate::list_file::{Params, Target};
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::tenancy::TenantTx;
use async_trait::async_trait;
use domain::job::JobKind;
use domain::phone::grouped;
use domain::table_file::{FileFormat, NamedPlace, named_rejects_header};
use reading::{Batch, read};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// Wrong rows that are named; the rest is counted, and all are in the file.
const NAMED: usize = 10;

/// The job of one of the two words.
pub(crate) struct ImportEntries(pub JobKind);

#[async_trait]
impl Kind for ImportEntries {
    fn word(&self) -> &'static str {
        self.0.as_str()
    }

    async fn begin(&self, engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let params: Params = serde_json::from_value(job.params.clone())?;
        Ok(Arc::new(Import { engine: engine.clone(), job: job.clone(), params }))
    }
}

struct Import {
    engine: Engine,
    job: Claimed,
    params: Params,
}

/// Where a step starts, and what the steps before it found.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct At {
    place: NamedPlace,
    imported: i64,
    there: i64,
    rejected: i64,
    /// The first wrong rows, in words.
    texts: Vec<String>,
    /// The file of the rows that were not taken, once there is one.
    rejects: Option<Growing>,
}

#[async_trait]
impl Work for Import {
    fn start(&self) -> Value {
        json!(At::default())
    }

    async fn step(&self, tx: &TenantTx, at: &Value, _again: bool) -> Result<StepEnd, StepError> {
        let mut at: At = serde_json::from_value(at.clone())?;
        let mut batch = read(tx, &self.job, &self.params, at.place.clone()).await?;
        let before = at.imported + at.there;
        let taken = match (&self.params.target, self.params.dry_run) {
            (Target::Consents { .. }, false) => store::store_consents(tx, &self.job, &batch.rows).await?,
            (Target::Consents { .. }, true) => store::count_new_consents(tx, &batch.rows).await?,
            (Target::DoNotCall { list, .. }, false) => store::store_numbers(tx, &self.job, *list, &batch.rows).await?,
            (Target::DoNotCall { list, .. }, true) => {
                store::count_new_numbers(tx, &self.job, *list, &batch.rows).await?
            }
            (Target::Calls, dry_run) => {
                let taken = calls::store(tx, &self.job, std::mem::take(&mut batch.calls), dry_run).await?;
                for (row, reason) in &taken.refused {
                    batch.refuse(self.params.target.columns().len(), row, reason);
                }
                at.there += taken.there;
                taken.new
            }
        };
        if !batch.rejects.is_empty() {
            let mut file = match at.rejects.take() {
                Some(file) => file,
                None => self.begin_rejects(tx).await?,
            };
            file.append(tx, &batch.rejects).await?;
            at.rejects = Some(file);
        }
        at.imported += taken;
        if !matches!(self.params.target, Target::Calls) {
            at.there += batch.rows.len() as i64 - taken;
        }
        let read = at.imported + at.there - before;
        at.rejected += batch.rejected;
        let room = NAMED.saturating_sub(at.texts.len());
        at.texts.extend(batch.texts.iter().take(room).cloned());
        at.place = batch.end.clone();
        let end = self.end_of_step(&at, &batch, read);
        if batch.is_last {
            return self.done(tx, at, end).await;
        }
        Ok(StepEnd { next: Some(json!(at)), ..end })
    }
}

impl Import {
    async fn begin_rejects(&self, tx: &TenantTx) -> Result<Growing, StepError> {
        let new = NewFile {
            purpose: "rejects",
            name: "rejected_rows",
            format: FileFormat::Csv,
            project: None,
            job: self.job.id,
        };
        let mut file = Growing::begin(tx, &self.job.scope(), new).await?;
        file.append(tx, named_rejects_header(self.params.target.columns()).as_bytes()).await?;
        Ok(file)
    }

    fn end_of_step(&self, at: &At, batch: &Batch, read: i64) -> StepEnd {
        let rows = at.imported + at.there + at.rejected;
        let offset = batch.end.at.offset.clamp(1, batch.size.max(1));
        // How many rows there are, a file says at its end; until then they are taken to be as long as those read.
        let guess = rows as f64 * batch.size as f64 / offset as f64;
        StepEnd {
            says: format!(
                "{} rows read, {} % of the file",
                grouped(rows.unsigned_abs()),
                offset * 100 / batch.size.max(1)
            ),
            steps: 1,
            processed: read + batch.rejected,
            succeeded: read,
            failed: batch.rejected,
            total: Some(if batch.is_last { rows } else { guess.ceil() as i64 }),
            ..StepEnd::default()
        }
    }

    async fn done(&self, tx: &TenantTx, at: At, end: StepEnd) -> Result<StepEnd, StepError> {
        let rows = at.imported + at.there + at.rejected;
        if rows == 0 {
            return Err(StepError::Never(format!("There is no row in {}.", self.params.name)));
        }
        let mut rejects_url = None;
        if let Some(file) = at.rejects {
            rejects_url = Some(address(file.file));
            file.finish(tx, at.rejected, self.engine.settings().keep_exports).await?;
        }
        if !self.params.dry_run {
            forget_bytes(tx, self.params.file).await?;
        }
        let (would, dry) = if self.params.dry_run { ("would be ", "Dry run: ") } else { ("", "") };
        let says = format!(
            "{dry}{} of {} rows {would}imported, {} there already, {} rejected",
            grouped(at.imported.unsigned_abs()),
            grouped(rows.unsigned_abs()),
            grouped(at.there.unsigned_abs()),
            grouped(at.rejected.unsigned_abs()),
        );
        let outcome = json!({
            "total_parsed": rows,
            "valid_records": at.imported + at.there,
            "imported": at.imported,
            "duplicates_skipped": at.there,
            "parse_errors": at.texts,
            "validation_errors": [],
            "total_errors": at.rejected,
            "dry_run": self.params.dry_run,
            "rejects_url": rejects_url,
        });
        Ok(StepEnd { next: None, says, outcome: Some(outcome), ..end })
    }
}
