//! The first look and the last word of an import: its row in `prefix_source`, which the numbers and changes name.

use super::{At, Import};
use crate::queue::{StepEnd, StepError};
use crate::tenancy::{TenantTx, Tx};
use domain::phone::grouped;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The import as a version of the prefix table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, FromQueryResult)]
pub(super) struct Version {
    pub id: i64,
    /// It fills an empty table: what it brings is no change to anything.
    pub baseline: bool,
}

/// Writes the import's row with its first step, and refuses a report older than the one that is loaded: codes assigned
/// since would be lost. An import that breaks off leaves the row incomplete, with the changes it made.
pub(super) async fn begin(import: &Import, tx: &TenantTx) -> Result<Version, StepError> {
    refuse_older(import, tx).await?;
    let version: Option<Version> = tx
        .one(
            "insert into prefix_source (kind, file_name, sha256, source_date, rows, inserted, changed, unchanged, withdrawn,
                 rejected, imported_by, baseline)
             values ($1, $2, $3, $4, 0, 0, 0, 0, 0, 0, $5, not exists (select from prefix))
             returning id, baseline",
            [
                import.file.kind.as_str().into(),
                import.params.name.clone().into(),
                import.sha256.clone().into(),
                import.file.date.into(),
                import.job.created_by.map(|user| user.0).into(),
            ],
        )
        .await?;
    version.ok_or_else(|| StepError::Later("The import could not be written down.".to_owned()))
}

async fn refuse_older(import: &Import, tx: &TenantTx) -> Result<(), StepError> {
    let Some(date) = import.file.date else { return Ok(()) };
    let newer = tx
        .figure(
            "select count(*) as n from prefix_source where kind = $1 and source_date > $2",
            [import.file.kind.as_str().into(), date.into()],
        )
        .await?;
    if newer > 0 {
        return Err(StepError::Never(format!("This file is of {date}; a newer one has been imported already.")));
    }
    Ok(())
}

/// Completes the import's row with its figures, and forgets the file's bytes.
pub(super) async fn complete(import: &Import, tx: &TenantTx, at: At, version: Version) -> Result<StepEnd, StepError> {
    let tally = at.tally;
    tx.execute(
        "update prefix_source s set complete = true, imported_at = now(), rows = $2, inserted = $3, changed = $4,
             unchanged = $5, withdrawn = $6, rejected = $7, codes_came = k.came, codes_changed = k.changed,
             codes_withdrawn = k.withdrawn
         from (select
                 case when $8 then (select count(*) from prefix) else count(*) filter (where before is null) end as came,
                 count(*) filter (where before <> after) as changed,
                 count(*) filter (where after is null) as withdrawn
             from prefix_change where source_id = $1) k
         where s.id = $1",
        [
            version.id.into(),
            tally.read.into(),
            tally.inserted.into(),
            (tally.changed + tally.derived).into(),
            tally.unchanged.into(),
            tally.withdrawn.into(),
            tally.rejected.into(),
            version.baseline.into(),
        ],
    )
    .await?;
    crate::file::forget_bytes(tx, import.params.file).await?;
    let says = format!(
        "{} {}: {} new, {} changed, {} rejected",
        grouped((tally.read + tally.rejected) as u64),
        if tally.read + tally.rejected == 1 { "row" } else { "rows" },
        grouped(tally.inserted as u64),
        grouped((tally.changed + tally.derived + tally.withdrawn) as u64),
        grouped(tally.rejected as u64)
    );
    let outcome = json!({
        "version": version.id,
        "source": import.file.kind,
        "source_date": import.file.date.map(|date| date.to_string()),
        "rows": tally.read,
        "inserted": tally.inserted,
        "changed": tally.changed,
        "derived": tally.derived,
        "unchanged": tally.unchanged,
        "withdrawn": tally.withdrawn,
        "rejected": tally.rejected,
        "errors": tally.errors,
    });
    Ok(StepEnd { next: None, says, outcome: Some(outcome), ..StepEnd::default() })
}
