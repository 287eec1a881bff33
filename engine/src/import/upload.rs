use super::Target;
use crate::Engine;
use crate::error::Result;
use crate::file::{self, Holds};
use bytes::Bytes;
use domain::Scope;
use domain::id::{FileId, ProjectId};
use futures::Stream;

/// Takes in a file, piece by piece as it comes. It has no limit of its own: what lets the bytes in has one. The file is kept
/// for a day, in which somebody says what becomes of it.
///
/// # Errors
/// [`crate::Error::Denied`] without the right that the target takes; [`crate::Error::Invalid`] at `file` when it is empty or
/// breaks off.
pub async fn upload(
    engine: &Engine,
    scope: &Scope,
    target: &Target,
    file_name: &str,
    bytes: impl Stream<Item = std::io::Result<Bytes>>,
) -> Result<FileId> {
    target.allow(scope)?;
    store(engine, scope, target.holds(), target.project(), file_name, bytes).await
}

/// The same for who has asked for the right.
pub(crate) async fn store(
    engine: &Engine,
    scope: &Scope,
    holds: Holds,
    project: Option<ProjectId>,
    file_name: &str,
    bytes: impl Stream<Item = std::io::Result<Bytes>>,
) -> Result<FileId> {
    let brought = file::Brought { name: kept_name(file_name), project, holds, most: u64::MAX, expires: true };
    file::store(engine, scope, brought, bytes).await
}

/// The name of a file without the folders that some browsers send before it.
fn kept_name(file_name: &str) -> &str {
    file_name.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).unwrap_or("file")
}
