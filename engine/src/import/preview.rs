use super::Target;
use crate::Engine;
use crate::error::Result;
use crate::file;
use crate::tenancy::TenantTx;
use domain::Scope;
use domain::id::FileId;
use domain::table_file::{FileFormat, PREVIEW_BYTES, Preview, Unreadable};

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

/// The first rows of a file that was brought, read as `format`, or as its name and its content say.
///
/// # Errors
/// [`crate::Error::NotFound`] when there is no such upload any more; [`crate::Error::Denied`] without the right that the
/// target takes.
pub async fn preview(
    engine: &Engine,
    scope: &Scope,
    target: &Target,
    id: FileId,
    format: Option<FileFormat>,
) -> Result<ImportPreview> {
    target.allow(scope)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let found = look(&tx, target, id, format).await?;
    tx.commit().await?;
    Ok(found)
}

/// The same within a transaction that is under way.
pub(crate) async fn look(
    tx: &TenantTx,
    target: &Target,
    id: FileId,
    format: Option<FileFormat>,
) -> Result<ImportPreview> {
    let stored = file::upload(tx, target.holds(), target.project(), id).await?;
    let beginning = file::piece(tx, id, 0).await?.unwrap_or_default();
    let size = u64::try_from(stored.size).unwrap_or(0);
    let beginning = &beginning[..beginning.len().min(PREVIEW_BYTES)];
    let format = format.or(FileFormat::of_name(&stored.name)).unwrap_or_else(|| of_content(beginning));
    let preview = Preview::of(&target.shape(), format, beginning, size == beginning.len() as u64);
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
