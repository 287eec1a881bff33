//! Writes rows that match a filter into a file, in the order of their ids, some thousand a step, whatever they are of.
//!
//! A step reads its rows, adds their bytes to the file and says where the next one begins, in one transaction. Where the
//! file stands, its running hash included, is in the checkpoint: whoever goes on needs nothing else, and the file is the
//! same however often somebody had to. Rows that come in after the start are not in it.

use super::generate_numbers::BY_KEY;
use crate::Engine;
use crate::error::Result;
use crate::file::{Growing, NewFile, address};
use crate::queue::{Claimed, StepEnd, StepError, Work};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::phone::grouped;
use domain::table_file::{Exported, FileFormat, RowWriter};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use time::format_description::well_known::Rfc3339;

/// Some of the rows.
pub(crate) struct Window<R> {
    pub rows: Vec<R>,
    /// The id behind which the next rows begin; `None` when there are no more.
    pub reached: Option<i64>,
}

/// Where the rows come from.
#[async_trait]
pub(crate) trait Source: Send + Sync + 'static {
    type Row: Exported + Send + Sync;

    /// The highest id there is: rows that come in later are not of this export, or it might never end.
    async fn until(&self, tx: &TenantTx) -> Result<i64>;

    /// The matching rows among the next ones behind the id `from`, none behind `until`.
    async fn window(&self, tx: &TenantTx, from: i64, until: i64) -> Result<Window<Self::Row>>;
}

/// The work of an export of rows in a format and some columns; `file` is what it makes.
pub(super) fn work<S: Source>(
    engine: &Engine,
    job: &Claimed,
    source: S,
    fields: Vec<<S::Row as Exported>::Field>,
    file: NewFile,
) -> Arc<dyn Work>
where
    <S::Row as Exported>::Field: Send + Sync,
{
    let writer = RowWriter::new(file.format, fields);
    Arc::new(Export { engine: engine.clone(), job: job.clone(), source, file, writer })
}

struct Export<S: Source> {
    engine: Engine,
    job: Claimed,
    source: S,
    file: NewFile,
    writer: RowWriter<S::Row>,
}

/// Where a step begins; nothing yet for the first one.
#[derive(Default, Serialize, Deserialize)]
struct At(Option<Under>);

/// An export under way.
#[derive(Serialize, Deserialize)]
struct Under {
    /// The id behind which the next rows begin, and the last one of all.
    from: i64,
    until: i64,
    rows: i64,
    file: Growing,
}

#[async_trait]
impl<S: Source> Work for Export<S>
where
    <S::Row as Exported>::Field: Send + Sync,
{
    fn start(&self) -> Value {
        json!(At::default())
    }

    async fn step(&self, tx: &TenantTx, at: &Value, _again: bool) -> std::result::Result<StepEnd, StepError> {
        let At(at) = serde_json::from_value(at.clone())?;
        tx.script(BY_KEY).await?;
        let mut out = Vec::new();
        let mut at = match at {
            Some(under) => under,
            None => self.begin(tx, &mut out).await?,
        };
        let window = self.source.window(tx, at.from, at.until).await?;
        let found = window.rows.len() as i64;
        for row in &window.rows {
            self.writer.row(&mut out, row, at.rows == 0);
            at.rows += 1;
        }
        let more = window.reached;
        if more.is_none() {
            self.writer.foot(&mut out);
        }
        at.file.append(tx, &out).await?;
        let end = StepEnd {
            says: format!("{} rows written", grouped(at.rows.unsigned_abs())),
            steps: 1,
            processed: found,
            succeeded: found,
            ..StepEnd::default()
        };
        match more {
            Some(from) => Ok(StepEnd { next: Some(json!(At(Some(Under { from, ..at })))), ..end }),
            None => self.done(tx, at, end).await,
        }
    }
}

impl<S: Source> Export<S>
where
    <S::Row as Exported>::Field: Send + Sync,
{
    async fn begin(&self, tx: &TenantTx, out: &mut Vec<u8>) -> std::result::Result<Under, StepError> {
        self.writer.head(out);
        let file = Growing::begin(tx, &self.job.scope(), self.file).await?;
        Ok(Under { from: 0, until: self.source.until(tx).await?, rows: 0, file })
    }

    async fn done(&self, tx: &TenantTx, at: Under, end: StepEnd) -> std::result::Result<StepEnd, StepError> {
        let Under { rows, file, .. } = at;
        let (id, name) = (file.file, file.name.clone());
        let whole = file.finish(tx, rows, self.engine.settings().keep_exports).await?;
        Ok(StepEnd {
            next: None,
            says: format!("{} rows in {name}", grouped(rows.unsigned_abs())),
            // Rows may have come and gone since they were counted.
            total: Some(rows),
            outcome: Some(json!({
                "file_url": address(id),
                "total_records": rows,
                "format": self.file.format,
                "filename": name,
                "sha256": whole.sha256,
                "size": whole.size,
                "expires_at": whole.expires_at.format(&Rfc3339).unwrap_or_default(),
            })),
            ..end
        })
    }
}

/// A file that an export makes.
pub(super) fn export_of(
    job: &Claimed,
    name: &'static str,
    format: FileFormat,
    holds: crate::file::Holds,
    project: Option<domain::id::ProjectId>,
) -> NewFile {
    NewFile { purpose: "export", holds, name, format, project, job: job.id }
}
