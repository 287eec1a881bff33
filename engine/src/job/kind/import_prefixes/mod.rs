//! Imports one file of the prefix table; what kind of file it is, its content says.
//!
//! The steps: the row of the import; the file's rows, [`ROWS`] at a time; then, for a file that says something about codes that are there already
//! (line types, time zones), those codes; then the codes that a newer report no longer lists; then the figures of
//! the import. Each writes only what is different, so a second run of the same file changes nothing and says so; and keeps
//! what it changed in the same statement, so that rows, checkpoint and history can't differ, whenever a worker dies.

mod change;
mod codes;
mod derived;
mod open;
mod own_table;
mod side_tables;
mod source;
mod tally;

use crate::Engine;
use crate::prefix::ImportParams;
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::job::JobKind;
use domain::phone::grouped;
use domain::prefix::{OcnTable, SourceKind, TimeZoneTable};
use open::SourceFile;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use source::Version;
use std::sync::Arc;
use tally::Tally;

/// Rows of a file in one step: a second or less.
const ROWS: usize = 5_000;

/// One step of one import at a time over all nodes: a statement compares what it writes with what was there, and a second
/// one beside it would change the rows in between. It must be a statement of its own: a statement's view of the table is
/// older than a lock it waits for.
const LOCK: &str = "select pg_advisory_xact_lock(1953853036)";

pub(crate) struct ImportPrefixes;

#[async_trait]
impl Kind for ImportPrefixes {
    fn word(&self) -> &'static str {
        JobKind::ImportPrefixes.as_str()
    }

    async fn begin(&self, engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let params: ImportParams = serde_json::from_value(job.params.clone())?;
        let (stored, bytes) = crate::file::read(engine, &job.scope(), params.file).await?;
        let file = tokio::task::spawn_blocking(move || open::open(&stored.name, bytes))
            .await
            .map_err(|error| StepError::Later(error.to_string()))??;
        let (ocns, zones) = side_tables::load(engine, &job.scope()).await?;
        Ok(Arc::new(Import { params, file, sha256: stored.sha256, ocns, zones, job: job.clone() }))
    }
}

struct Import {
    params: ImportParams,
    file: SourceFile,
    sha256: Vec<u8>,
    ocns: OcnTable,
    zones: TimeZoneTable,
    job: Claimed,
}

/// Where a step starts, and what the steps before it found.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct At {
    phase: Phase,
    /// The row of the file, or the prefix, to go on from.
    from: usize,
    tally: Tally,
    /// The import's row; none before the first step.
    version: Option<Version>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Phase {
    #[default]
    Rows,
    Derive,
    Withdraw,
    Record,
}

#[async_trait]
impl Work for Import {
    fn start(&self) -> Value {
        json!(At::default())
    }

    async fn step(&self, tx: &TenantTx, at: &Value, _again: bool) -> Result<StepEnd, StepError> {
        let at: At = serde_json::from_value(at.clone())?;
        tx.execute(LOCK, []).await?;
        let version = match at.version {
            Some(version) => version,
            None => source::begin(self, tx).await?,
        };
        match at.phase {
            Phase::Rows => self.rows(tx, at, version).await,
            Phase::Derive => derived::step(tx, at, version).await,
            Phase::Withdraw => codes::withdraw(self, tx, at, version).await,
            Phase::Record => source::complete(self, tx, at, version).await,
        }
    }
}

impl Import {
    async fn rows(&self, tx: &TenantTx, at: At, version: Version) -> Result<StepEnd, StepError> {
        let mut all = None;
        if at.from == 0 {
            let behind = if self.after_rows() == Phase::Derive { derived::count(tx).await? } else { 0 };
            all = Some((self.file.rows(), behind));
        }
        let to = (at.from + ROWS).min(self.file.rows());
        let read = match self.file.kind {
            SourceKind::CodeReport => codes::report(self, tx, at.from..to, version).await?,
            SourceKind::PrefixCsv | SourceKind::PrefixJson => {
                own_table::own_table(self, tx, at.from..to, version).await?
            }
            SourceKind::OcnLineTypes => side_tables::line_types(self, tx, at.from..to).await?,
            SourceKind::TimeZones => side_tables::time_zones(self, tx, at.from..to).await?,
            SourceKind::AreaCodeReport => side_tables::area_codes(self, tx, at.from..to).await?,
        };
        let processed = (to - at.from) as i64;
        let failed = read.rejected;
        let tally = at.tally.plus(read);
        let next = if to < self.file.rows() {
            At { phase: Phase::Rows, from: to, tally, version: Some(version) }
        } else {
            At { phase: self.after_rows(), from: 0, tally, version: Some(version) }
        };
        Ok(StepEnd {
            next: Some(json!(next)),
            says: format!(
                "{}: row {} of {}",
                self.file.kind.title(),
                grouped(to as u64),
                grouped(self.file.rows() as u64)
            ),
            steps: 1,
            processed,
            succeeded: processed - failed,
            failed,
            total: all.map(|(rows, behind)| (rows + behind) as i64),
            steps_total: all.map(|(rows, behind)| (rows.div_ceil(ROWS).max(1) + behind.div_ceil(ROWS)) as i64),
            ..StepEnd::default()
        })
    }

    fn after_rows(&self) -> Phase {
        match self.file.kind {
            SourceKind::OcnLineTypes | SourceKind::TimeZones => Phase::Derive,
            SourceKind::CodeReport => Phase::Withdraw,
            SourceKind::AreaCodeReport | SourceKind::PrefixCsv | SourceKind::PrefixJson => Phase::Record,
        }
    }
}
