use super::now;
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::list_file::{self, Target};
use crate::tenancy::TenantTx;
use bytes::Bytes;
use domain::consent::{ConsentKind, TermsDraft};
use domain::id::JobId;
use domain::{FieldErrors, Right, Scope};
use futures::Stream;
use time::format_description::well_known::Rfc3339;

/// Takes in a file of consents and queues its import, or its dry run. What a row leaves empty is as `usual` says, where that
/// says something.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent; [`crate::Error::Invalid`] at `file`, and at what `usual` says wrong.
pub async fn import(
    engine: &Engine,
    scope: &Scope,
    usual: &TermsDraft,
    dry_run: bool,
    file_name: &str,
    bytes: impl Stream<Item = std::io::Result<Bytes>>,
) -> Result<JobId> {
    allow(scope, Right::RecordConsent)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let now = now(&tx).await?;
    tx.commit().await?;
    let mut usual = usual.clone();
    // What is not said here the rows have to say; only what is said can be wrong.
    let or = |text: &str, other: &str| if text.trim().is_empty() { other.to_owned() } else { text.to_owned() };
    let complete = TermsDraft {
        kind: or(&usual.kind, ConsentKind::Oral.as_str()),
        source: or(&usual.source, "the file"),
        ..usual.clone()
    };
    complete.check(now)?;
    if usual.given_at.trim().is_empty() {
        // One moment for all rows, however long the job waits.
        usual.given_at = now.format(&Rfc3339).map_err(|error| FieldErrors::one("given_at", error.to_string()))?;
    }
    list_file::bring(engine, scope, Target::Consents { usual }, dry_run, file_name, bytes).await
}
