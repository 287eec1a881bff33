use super::table::allow_adding;
use crate::Engine;
use crate::error::Result;
use crate::list_file::{self, Target};
use bytes::Bytes;
use domain::Scope;
use domain::do_not_call::{List, check_note};
use domain::id::JobId;
use futures::Stream;

/// Takes in a file of numbers for a list and queues its import, or its dry run. `note` is that of rows which have none.
///
/// # Errors
/// As [`super::add`] for the rights; [`crate::Error::Invalid`] at `file` and `note`.
pub async fn import(
    engine: &Engine,
    scope: &Scope,
    list: List,
    note: &str,
    dry_run: bool,
    file_name: &str,
    bytes: impl Stream<Item = std::io::Result<Bytes>>,
) -> Result<JobId> {
    allow_adding(scope, list)?;
    let target = Target::DoNotCall { list, note: check_note(note)? };
    list_file::bring(engine, scope, target, dry_run, file_name, bytes).await
}
