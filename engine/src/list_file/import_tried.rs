use super::bring::start;
use super::{Params, Target};
use crate::Engine;
use crate::allow::{allow, allow_platform};
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use domain::do_not_call::List;
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
    let tx = TenantTx::begin(engine, scope).await?;
    let row: Option<Row> = tx
        .one(
            "select params from job where tenant_id = $1 and id = $2 and kind in ($3, $4, $5)",
            [
                tx.tenant(),
                tried.0.into(),
                JobKind::ImportConsents.as_str().into(),
                JobKind::ImportDoNotCall.as_str().into(),
                JobKind::ImportCalls.as_str().into(),
            ],
        )
        .await?;
    tx.commit().await?;
    let params: Params = serde_json::from_value(row.ok_or(Error::NotFound)?.params)?;
    match &params.target {
        Target::Consents { .. } => allow(scope, Right::RecordConsent)?,
        Target::DoNotCall { list: List::Installation, .. } => allow_platform(scope)?,
        Target::DoNotCall { .. } => allow(scope, Right::StopDialling)?,
        Target::Calls => allow(scope, Right::ChangeCalls)?,
    }
    start(engine, scope, Params { dry_run: false, ..params }).await
}
