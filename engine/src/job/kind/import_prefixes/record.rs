//! The first look and the last word of an import.

use super::{At, Import};
use crate::queue::{StepEnd, StepError};
use crate::tenancy::{TenantTx, Tx};
use domain::phone::grouped;
use serde_json::json;

/// Refuses a report older than the one that is loaded: codes assigned since would be lost.
pub(super) async fn refuse_older(import: &Import, tx: &TenantTx) -> Result<(), StepError> {
    let Some(date) = import.file.date else { return Ok(()) };
    let newer = tx
        .figure(
            "select count(*) as n from prefix_source where kind = $1 and source_date > $2",
            [kind(import)?.into(), date.into()],
        )
        .await?;
    if newer > 0 {
        return Err(StepError::Never(format!("This file is of {date}; a newer one has been imported already.")));
    }
    Ok(())
}

/// Writes down what was imported, and forgets the file's bytes.
pub(super) async fn step(import: &Import, tx: &TenantTx, at: At) -> Result<StepEnd, StepError> {
    let tally = at.tally;
    tx.execute(
        "insert into prefix_source (kind, file_name, sha256, source_date, rows, inserted, changed, unchanged, withdrawn,
             rejected, imported_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        [
            kind(import)?.into(),
            import.params.name.clone().into(),
            import.sha256.clone().into(),
            import.file.date.into(),
            tally.read.into(),
            tally.inserted.into(),
            (tally.changed + tally.derived).into(),
            tally.unchanged.into(),
            tally.withdrawn.into(),
            tally.rejected.into(),
            import.job.created_by.map(|user| user.0).into(),
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

fn kind(import: &Import) -> Result<String, StepError> {
    Ok(serde_json::to_value(import.file.kind)?.as_str().unwrap_or_default().to_owned())
}
