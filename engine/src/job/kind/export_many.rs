//! Writes rows that match a filter into a file, in the order of their ids, some thousand a step.
//!
//! A step reads its rows, adds their bytes to the file and says where the next one begins, in one transaction. Where the
//! file stands, its running hash included, is in the checkpoint: whoever goes on needs nothing else, and the file is the
//! same however often somebody had to. Rows that come in after the start are not in it.

use crate::Engine;
use crate::file::{Growing, NewFile, address};
use crate::job::kind::generate_numbers::BY_KEY;
use crate::queue::{Claimed, Kind, StepEnd, StepError, Work};
use crate::tenancy::{TenantTx, Tx};
use async_trait::async_trait;
use domain::id::ProjectId;
use domain::job::JobKind;
use domain::phone::grouped;
use domain::table_file::{ExportColumn, ExportRow, FileFormat, RowWriter};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::marker::PhantomData;
use std::sync::Arc;
use time::format_description::well_known::Rfc3339;

/// An export, as its job keeps it.
#[async_trait]
pub(crate) trait Exports: DeserializeOwned + Clone + Send + Sync + 'static {
    const KIND: JobKind;
    /// What the file's name begins with.
    const NAME: &'static str;
    type Column: ExportColumn + Send + Sync;
    type Row: ExportRow<Self::Column> + Send + Sync;

    fn format(&self) -> FileFormat;

    fn columns(&self) -> Vec<Self::Column>;

    fn project(&self) -> Option<ProjectId>;

    /// Whether what it is about is still there.
    async fn check(&self, engine: &Engine, job: &Claimed) -> crate::Result<()>;

    /// The highest id there is: rows that come in later are not of this export, or it might never end.
    async fn until(&self, tx: &TenantTx) -> crate::Result<i64>;

    /// The matching rows among the next ones behind the id `from`, none behind `until`; and the id behind which the next
    /// begin, when there are more.
    async fn window(
        &self,
        tx: &TenantTx,
        job: &Claimed,
        from: i64,
        until: i64,
    ) -> crate::Result<(Vec<Self::Row>, Option<i64>)>;
}

/// The job of one kind of export.
pub(crate) struct ExportMany<P>(PhantomData<fn() -> P>);

impl<P> ExportMany<P> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

#[async_trait]
impl<P: Exports> Kind for ExportMany<P> {
    fn word(&self) -> &'static str {
        P::KIND.as_str()
    }

    async fn begin(&self, engine: &Engine, job: &Claimed) -> Result<Arc<dyn Work>, StepError> {
        let params: P = serde_json::from_value(job.params.clone())?;
        params.check(engine, job).await?;
        let writer = RowWriter::new(params.format(), params.columns());
        Ok(Arc::new(Export { engine: engine.clone(), job: job.clone(), params, writer }))
    }
}

struct Export<P: Exports> {
    engine: Engine,
    job: Claimed,
    params: P,
    writer: RowWriter<P::Column>,
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
impl<P: Exports> Work for Export<P> {
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
        let (found, more) = self.params.window(tx, &self.job, at.from, at.until).await?;
        for row in &found {
            self.writer.row(&mut out, row, at.rows == 0);
            at.rows += 1;
        }
        let found = found.len() as i64;
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

impl<P: Exports> Export<P> {
    async fn begin(&self, tx: &TenantTx, out: &mut Vec<u8>) -> Result<Under, StepError> {
        self.writer.head(out);
        let new = NewFile {
            purpose: "export",
            name: P::NAME,
            format: self.params.format(),
            project: self.params.project(),
            job: self.job.id,
        };
        let file = Growing::begin(tx, &self.job.scope(), new).await?;
        Ok(Under { from: 0, until: self.params.until(tx).await?, rows: 0, file })
    }

    async fn done(&self, tx: &TenantTx, at: Under, end: StepEnd) -> Result<StepEnd, StepError> {
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
                "format": self.params.format(),
                "filename": name,
                "sha256": whole.sha256,
                "size": whole.size,
                "expires_at": whole.expires_at.format(&Rfc3339).unwrap_or_default(),
            })),
            ..end
        })
    }
}
