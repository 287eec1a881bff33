use crate::allow::allow;
use crate::error::Result;
use crate::import::{ImportPreview, Target, look};
use crate::tenancy::TenantTx;
use crate::{Engine, project};
use domain::id::{FileId, ProjectId};
use domain::table_file::FileFormat;
use domain::{Right, Scope};

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
    let found = look(&tx, &Target::Numbers { project, validate: false }, id, format).await?;
    tx.commit().await?;
    Ok(found)
}
