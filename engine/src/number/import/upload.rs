use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, file, project};
use bytes::Bytes;
use domain::id::{FileId, ProjectId};
use domain::{Right, Scope};
use futures::Stream;

/// Takes in a file of numbers for a project, piece by piece as it comes. It has no limit of its own: what lets the bytes
/// in has one. The file is kept for a day, in which somebody says what becomes of it; a program may send it before it says
/// which project it is for.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::NotFound`] when the tenant has no such project;
/// [`crate::Error::Invalid`] at `file` when it is empty or breaks off.
pub async fn upload(
    engine: &Engine,
    scope: &Scope,
    project: Option<ProjectId>,
    file_name: &str,
    bytes: impl Stream<Item = std::io::Result<Bytes>>,
) -> Result<FileId> {
    allow(scope, Right::ChangeNumbers)?;
    if let Some(project) = project {
        let tx = TenantTx::begin(engine, scope).await?;
        project::find(&tx, scope, project).await?;
        tx.commit().await?;
    }
    let name = file_name.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).unwrap_or("numbers");
    let brought = file::Brought { name, project, most: u64::MAX, expires: true };
    file::store(engine, scope, brought, bytes).await
}

/// Forgets an upload that nothing came of.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent.
pub async fn discard(engine: &Engine, scope: &Scope, id: FileId) -> Result<()> {
    allow(scope, Right::ChangeNumbers)?;
    let tx = TenantTx::begin(engine, scope).await?;
    tx.execute(
        "delete from stored_file where tenant_id = $1 and id = $2 and purpose = 'upload' and job_id is null
             and expires_at is not null",
        [tx.tenant(), id.0.into()],
    )
    .await?;
    tx.commit().await
}
