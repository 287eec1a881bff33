use crate::allow::allow;
use crate::error::Result;
use crate::file::Holds;
use crate::tenancy::TenantTx;
use crate::{Engine, import, project};
use bytes::Bytes;
use domain::id::{FileId, ProjectId};
use domain::{Right, Scope};
use futures::Stream;

/// Takes in a file of numbers for a project, as [`crate::import::upload`] does; a program may send it before it says which
/// project it is for.
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
    import::store(engine, scope, Holds::Numbers, project, file_name, bytes).await
}
