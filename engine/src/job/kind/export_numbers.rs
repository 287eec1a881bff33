//! Writes the numbers of a project that match a filter into a file, in the order of their ids, some thousand rows a step.
//!
//! A step reads its rows, adds their bytes to the file and says where the next one begins, in one transaction. Where the
//! file stands, its running hash included, is in the checkpoint: whoever goes on needs nothing else, and the file is the
//! same however often somebody had to. Numbers that come in after the start are not in it.

use crate::Engine;
use crate::file::{Growing, NewFile, address};
use crate::job::kind::generate_numbers::BY_KEY;
use crate::number::{ExportParams, ExportSelection};
use crate::project;
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::job::JobKind;
use domain::phone::grouped;
use domain::table_file::RowWriter;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use time::format_description::well_known::Rfc3339;

pub(crate) struct ExportNumbers;

#[async_trait]
impl Kind for ExportNumbers {
    fn word(&self) -> &'static str {
        JobKind::ExportNumbers.as_str()
    }

    async fn begin(&self, engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let params: ExportParams = serde_json::from_value(job.params.clone())?;
        project::get(engine, &job.scope(), params.project).await?;
        let selection =
            ExportSelection { project: params.project, filter: params.filter.clone(), fields: params.fields.clone() };
        let writer = RowWriter::new(params.format, params.fields.clone());
        Ok(Arc::new(Export { engine: engine.clone(), job: job.clone(), params, selection, writer }))
    }
}

struct Export {
    engine: Engine,
    job: Claimed,
    params: ExportParams,
    selection: ExportSelection,
    writer: RowWriter,
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
impl Work for Export {
    fn start(&self) -> Value {
        json!(At::default())
    }

    async fn step(&self, tx: &TenantTx, at: &Value, _again: bool) -> Result<StepEnd, StepError> {
        let At(at) = serde_json::from_value(at.clone())?;
        tx.script(BY_KEY).await?;
        let mut out = Vec::new();
        let mut at = match at {
            Some(under) => under,
            None => self.begin(tx, &mut out).await?,
        };
        let window = self.selection.window(tx, at.from, at.until).await?;
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

impl Export {
    async fn begin(&self, tx: &TenantTx, out: &mut Vec<u8>) -> Result<Under, StepError> {
        self.writer.head(out);
        let new = NewFile {
            purpose: "export",
            name: "phone_numbers",
            format: self.params.format,
            project: Some(self.params.project),
            job: self.job.id,
        };
        let file = Growing::begin(tx, &self.job.scope(), new).await?;
        Ok(Under { from: 0, until: self.selection.until(tx).await?, rows: 0, file })
    }

    async fn done(&self, tx: &TenantTx, at: Under, end: StepEnd) -> Result<StepEnd, StepError> {
        let Under { rows, file, .. } = at;
        let (id, name) = (file.file, file.name.clone());
        let whole = file.finish(tx, rows, self.engine.settings().keep_exports).await?;
        Ok(StepEnd {
            next: None,
            says: format!("{} rows in {name}", grouped(rows.unsigned_abs())),
            // Numbers may have come and gone since they were counted.
            total: Some(rows),
            outcome: Some(json!({
                "file_url": address(id),
                "total_records": rows,
                "format": self.params.format,
                "filename": name,
                "sha256": whole.sha256,
                "size": whole.size,
                "expires_at": whole.expires_at.format(&Rfc3339).unwrap_or_default(),
            })),
            ..end
        })
    }
}
