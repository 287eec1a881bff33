//! Imports an uploaded file, some thousand rows a step, whatever the rows become; a dry run does the same and stores none.
//!
//! A step takes its rows from the reading (`reading.rs`), gives them to the [`Taker`] of the file's target, and adds the rows
//! that were not taken to a file of their own, in one transaction with the checkpoint. The checkpoint says where in the file
//! to go on; what a taker remembers of the rows before that, a worker that takes the job over reads anew.
//!
//! To import rows of another kind: a target in `crate::import`, a file here that takes them, its line in [`Import::begin`].

mod calls;
mod consents;
mod do_not_call;
mod numbers;
mod reading;
mod records;
mod tally;

pub(crate) use consents::{Row as ConsentRow, WITHDRAWN_SINCE, store_consents, withdrawn_since, without};

use crate::Engine;
use crate::file::{Growing, NewFile, address, forget_bytes};
use crate::here::Here;
use crate::import::{Params, Target};
use crate::project;
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::tenancy::TenantTx;
use async_trait::async_trait;
use domain::job::JobKind;
use domain::phone::grouped;
use domain::table_file::{Entry, FileFormat, OtherColumns, Place, Rejection};
use reading::Reading;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use tally::Tally;
use tokio::sync::Mutex;

/// What takes the rows of a target.
#[async_trait]
trait Taker: Send + Sync + 'static {
    /// A row that is right as far as it can be seen by itself.
    type Row: Clone + Send + Sync;
    /// What has to be known of the rows before.
    type Seen: Default + Send;

    /// Rows of a step: a second or less where all of them are stored.
    const ROWS: usize = 5_000;
    /// Whether [`Taker::Seen`] holds anything; a worker that takes over reads the rows before its place for it.
    const REMEMBERS: bool = false;

    /// What a row says, or why it is not taken.
    fn read(&self, seen: &mut Self::Seen, entry: &Entry) -> Result<Self::Row, Rejection>;

    /// Stores the rows, or in a dry run finds out what would come of it. `again` when the step before it was rolled back
    /// over something that others had stored meanwhile.
    async fn take(&self, tx: &TenantTx, rows: &[Self::Row], dry_run: bool, again: bool) -> Result<Taken, StepError>;
}

/// What became of the rows of a step; what is not counted here was there already.
#[derive(Debug, Default)]
struct Taken {
    new: i64,
    changed: i64,
    /// Rows that turned out wrong, by their place among those given, with the reason.
    refused: Vec<(usize, String)>,
}

/// The job of one of the words.
pub(crate) struct Import(pub JobKind);

#[async_trait]
impl Kind for Import {
    fn word(&self) -> &'static str {
        self.0.as_str()
    }

    async fn begin(&self, engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let params: Params = serde_json::from_value(job.params.clone())?;
        match params.target.clone() {
            Target::Numbers { project, .. } => {
                project::get(engine, &job.scope(), project).await?;
                work(engine, job, params, numbers::Numbers { project }).await
            }
            Target::Records { kind, doubles } => {
                let records = records::Records { kind, doubles, scope: job.scope() };
                work(engine, job, params, records).await
            }
            Target::Calls => {
                let taker = calls::Calls { here: here(engine, job).await?, job: job.clone() };
                work(engine, job, params, taker).await
            }
            Target::Consents { usual } => {
                let taker = consents::Consents { usual, here: here(engine, job).await?, job: job.clone() };
                work(engine, job, params, taker).await
            }
            Target::DoNotCall { list, note } => {
                work(engine, job, params, do_not_call::DoNotCall { list, note, job: job.clone() }).await
            }
        }
    }
}

/// When it is by the database's clock, and in whose zone: that of whoever started the job.
async fn here(engine: &Engine, job: &Claimed) -> Result<Here, StepError> {
    let tx = TenantTx::begin(engine, &job.scope()).await?;
    let here = Here::of_person(&tx, job.created_by).await?;
    tx.commit().await?;
    Ok(here)
}

async fn work<T: Taker>(engine: &Engine, job: &Claimed, params: Params, taker: T) -> Result<Arc<dyn Work>, StepError> {
    let at = match &job.checkpoint {
        Some(at) => serde_json::from_value(at.clone())?,
        None => At::first(&params),
    };
    let reading = Reading::at(engine, &job.scope(), &params, &taker, &at.place).await?;
    Ok(Arc::new(Importing { engine: engine.clone(), job: job.clone(), params, taker, reading: Mutex::new(reading) }))
}

struct Importing<T: Taker> {
    engine: Engine,
    job: Claimed,
    params: Params,
    taker: T,
    reading: Mutex<Reading<T>>,
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
    fn first(params: &Params) -> At {
        At { place: Place::first(params.mapping.clone()), tally: Tally::default(), rejects: None }
    }
}

#[async_trait]
impl<T: Taker> Work for Importing<T> {
    fn start(&self) -> Value {
        json!(At::first(&self.params))
    }

    async fn step(&self, tx: &TenantTx, at: &Value, again: bool) -> Result<StepEnd, StepError> {
        let at: At = serde_json::from_value(at.clone())?;
        let mut reading = self.reading.lock().await;
        if !reading.is_at(&at.place) {
            // A step before this one was rolled back after it had read on.
            *reading = Reading::at(&self.engine, &self.job.scope(), &self.params, &self.taker, &at.place).await?;
        }
        let size = reading.size();
        let batch = reading.batch(tx, &self.taker, &at.place).await?;
        let taken = self.taker.take(tx, &batch.rows, self.params.dry_run, again).await?;
        let mut tally = at.tally;
        let lines = tally.add(batch, &taken);
        let mut rejects = at.rejects;
        if !lines.is_empty() {
            let mut file = match rejects {
                Some(file) => file,
                None => self.begin_rejects(tx, &batch.others).await?,
            };
            file.append(tx, &lines).await?;
            rejects = Some(file);
        }
        let rows = tally.rows();
        let offset = batch.end.at.offset.clamp(1, size.max(1));
        // How many rows there are, a file says at its end; until then they are taken to be as long as those read.
        let total = if batch.is_last { rows } else { (rows as f64 * size as f64 / offset as f64).ceil() as i64 };
        let failed = batch.failed() + taken.refused.len() as i64;
        let end = StepEnd {
            says: format!("Row {}, {} % of the file", grouped(rows.unsigned_abs()), offset * 100 / size.max(1)),
            steps: 1,
            processed: batch.count(),
            succeeded: taken.new + taken.changed,
            failed,
            total: Some(total),
            ..StepEnd::default()
        };
        if !batch.is_last {
            let next = At { place: batch.end.clone(), tally, rejects };
            return Ok(StepEnd { next: Some(json!(next)), ..end });
        }
        self.done(tx, tally, rejects, end).await
    }
}

impl<T: Taker> Importing<T> {
    async fn begin_rejects(&self, tx: &TenantTx, others: &OtherColumns) -> Result<Growing, StepError> {
        let new = NewFile {
            purpose: "rejects",
            holds: self.params.target.holds(),
            name: "rejected_rows",
            format: FileFormat::Csv,
            project: self.params.target.project(),
            job: self.job.id,
        };
        let mut file = Growing::begin(tx, &self.job.scope(), new).await?;
        file.append(tx, others.header().as_bytes()).await?;
        Ok(file)
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
        let says = tally.says(self.params.dry_run);
        let mut outcome = tally.outcome(self.params.dry_run, rejects_url);
        if matches!(self.params.target, Target::Records { .. }) {
            outcome["updated"] = json!(tally.updated());
        }
        Ok(StepEnd { next: None, says, outcome: Some(outcome), ..end })
    }
}
