use crate::allow::allow;
use crate::error::Result;
use crate::tenancy::TenantTx;
use crate::{Engine, file, project};
use bytes::Bytes;
use domain::Scope;
use domain::id::{FileId, ProjectId};
use domain::scope::{Role, TokenScope};
use futures::Stream;

/// Takes in a file of numbers for a project, piece by piece as it comes. It has no limit of its own: what lets the bytes
/// in has one. The file is kept for a day, in which somebody says what becomes of it.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::NotFound`] when the tenant has no such project;
/// [`crate::Error::Invalid`] at `file` when it is empty or breaks off.
pub async fn upload(
    engine: &Engine,
    scope: &Scope,
    project: ProjectId,
    file_name: &str,
    bytes: impl Stream<Item = std::io::Result<Bytes>>,
) -> Result<FileId> {
    allow(scope, Role::Agent, TokenScope::NumbersWrite)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let project = project::find(&tx, scope, project).await?;
    tx.commit().await?;
    let name = file_name.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).unwrap_or("numbers");
    file::store(engine, scope, name, Some(project.id), u64::MAX, bytes).await
}
