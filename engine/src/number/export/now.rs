use super::rows::Selection;
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::job::kind::export::Source;
use crate::job::kind::generate_numbers::BY_KEY;
use crate::project;
use crate::tenancy::{TenantTx, Tx};
use domain::id::ProjectId;
use domain::table_file::{ExportDraft, FileFormat, RowWriter};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

/// The most rows that are exported at once; more are a job's (CONTRACTS A).
pub const NOW_MAX: u64 = 10_000;

/// A file that was made at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    pub content: String,
    pub filename: String,
    pub format: FileFormat,
    pub rows: u64,
}

/// Exports a project's numbers at once; `None` when there are more than [`NOW_MAX`].
///
/// # Errors
/// [`Error::NotFound`] when the tenant has no such project; [`Error::Invalid`] at `format` and `fields`.
pub async fn export_now(
    engine: &Engine,
    scope: &Scope,
    project: ProjectId,
    draft: &ExportDraft,
) -> Result<Option<Content>> {
    allow(scope, Right::SeeNumbers)?;
    let request = draft.check()?;
    let tx = TenantTx::begin(engine, scope).await?;
    project::find(&tx, scope, project).await?;
    tx.script(BY_KEY).await?;
    let writer = RowWriter::new(request.format, request.fields.clone());
    let selection = Selection { project, filter: request.filter, fields: request.fields };
    let until = selection.until(&tx).await?;
    let (mut out, mut written, mut from) = (Vec::new(), 0_u64, 0);
    writer.head(&mut out);
    loop {
        let window = selection.window(&tx, from, until).await?;
        for row in &window.rows {
            writer.row(&mut out, row, written == 0);
            written += 1;
        }
        if written > NOW_MAX {
            tx.commit().await?;
            return Ok(None);
        }
        match window.reached {
            Some(reached) => from = reached,
            None => break,
        }
    }
    writer.foot(&mut out);
    let filename = filename(&tx, request.format).await?;
    tx.commit().await?;
    let content = String::from_utf8(out).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Some(Content { content, filename, format: request.format, rows: written }))
}

/// `phone_numbers_20251010_101500.csv`, by the database's clock.
async fn filename(tx: &TenantTx, format: FileFormat) -> Result<String> {
    #[derive(FromQueryResult)]
    struct Now {
        text: String,
    }
    let now: Option<Now> = tx.one("select to_char(now() at time zone 'UTC', 'YYYYMMDD_HH24MISS') as text", []).await?;
    let now = now.map(|now| now.text).unwrap_or_default();
    Ok(format!("phone_numbers_{now}.{}", format.as_str()))
}
