use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::list_file::{self, Target};
use bytes::Bytes;
use domain::id::JobId;
use domain::{Right, Scope};
use futures::Stream;

/// Takes in a file of calls and queues its import, or its dry run. Its first row names the columns as REST and an export do;
/// a subject and a start are needed. Times without an offset are where the importing person is.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::Invalid`] at `file`.
pub async fn import(
    engine: &Engine,
    scope: &Scope,
    dry_run: bool,
    file_name: &str,
    bytes: impl Stream<Item = std::io::Result<Bytes>>,
) -> Result<JobId> {
    allow(scope, Right::ChangeCalls)?;
    list_file::bring(engine, scope, Target::Calls, dry_run, file_name, bytes).await
}
