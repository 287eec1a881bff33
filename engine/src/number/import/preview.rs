use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::TenantTx;
use crate::{Engine, file, project};
use domain::id::{FileId, ProjectId};
use domain::table_file::{FileFormat, PREVIEW_BYTES, Preview, Unreadable};
use domain::{Right, Scope};

/// An uploaded file as it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportPreview {
    pub name: String,
    /// In bytes.
    pub size: u64,
    pub format: FileFormat,
    /// Why it can't be read at all, in words, when that is so.
    pub preview: std::result::Result<Preview, Unreadable>,
}

/// The first rows of a file that was brought for a project, read as `format`, or as its name and its content say.
///
/// # Errors
/// [`crate::Error::NotFound`] when the project has no such upload any more; [`crate::Error::Denied`] below the role agent.
pub async fn preview(
    engine: &Engine,
    scope: &Scope,
    project: ProjectId,
    id: FileId,
    format: Option<FileFormat>,
) -> Result<ImportPreview> {
    allow(scope, Right::ChangeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    project::find(&tx, scope, project).await?;
    let stored = file::upload(&tx, project, id).await?;
    let beginning = file::piece(&tx, id, 0).await?.unwrap_or_default();
    tx.commit().await?;
    let size = u64::try_from(stored.size).unwrap_or(0);
    let beginning = &beginning[..beginning.len().min(PREVIEW_BYTES)];
    let format = format.or(FileFormat::of_name(&stored.name)).unwrap_or_else(|| of_content(beginning));
    let preview = Preview::of(format, beginning, size == beginning.len() as u64);
    Ok(ImportPreview { name: stored.name, size, format, preview })
}

/// The format of a file whose name does not say it.
fn of_content(beginning: &[u8]) -> FileFormat {
    match beginning.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'[') => FileFormat::Json,
        Some(b'{') => FileFormat::Ndjson,
        _ => FileFormat::Csv,
    }
}
