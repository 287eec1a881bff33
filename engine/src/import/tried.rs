use super::{ImportDraft, Params, import};
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::number;
use crate::tenancy::{TenantTx, Tx};
use domain::id::JobId;
use domain::job::JobKind;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;

/// Imports what a dry run tried: the same file in the same way.
///
/// # Errors
/// [`Error::Denied`] without the right that the dry run took; [`Error::NotFound`] when the tenant has no such dry run;
/// [`Error::Invalid`] at `file` when the file is gone; [`Error::Conflict`] while another job reads it.
pub async fn import_tried(engine: &Engine, scope: &Scope, tried: JobId) -> Result<JobId> {
    allow(scope, Right::SeeJobs)?;
    #[derive(FromQueryResult)]
    struct Row {
        params: serde_json::Value,
    }
    let kinds = [
        JobKind::ImportNumbers,
        JobKind::ImportRecords,
        JobKind::ImportCalls,
        JobKind::ImportConsents,
        JobKind::ImportDoNotCall,
    ];
    let kinds: Vec<String> = kinds.map(|kind| kind.as_str().to_owned()).to_vec();
    let tx = TenantTx::begin(engine, scope).await?;
    let row: Option<Row> = tx
        .one(
            "select params from job where tenant_id = $1 and id = $2 and kind = any($3)",
            [tx.tenant(), tried.0.into(), kinds.into()],
        )
        .await?;
    tx.commit().await?;
    let Params { file, format, mapping, target, .. } = serde_json::from_value(row.ok_or(Error::NotFound)?.params)?;
    let draft = ImportDraft { file, format: Some(format), mapping, dry_run: false, target };
    match number::ImportDraft::of(&draft) {
        Some(numbers) => Ok(number::import(engine, scope, &numbers).await?.job),
        None => import(engine, scope, &draft).await,
    }
}
