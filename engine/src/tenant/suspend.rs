use super::show::{TenantLine, find};
use crate::allow::allow_platform;
use crate::error::{Error, Result};
use crate::live::tell_standing;
use crate::queue::wake_workers;
use crate::tenancy::{PlatformTx, Tx};
use crate::{Engine, audit};
use domain::id::TenantId;
use domain::{Scope, tenant};
use serde_json::json;

/// Suspends a company: from the commit on nobody comes in, its tokens are refused with the reason why, no job of it is
/// claimed, and those that run go back to wait after the step they are in.
///
/// # Errors
/// [`Error::NotFound`], also for the installation itself; [`Error::Denied`] for anybody but a platform admin;
/// [`Error::Invalid`] at `reason`; [`Error::Conflict`] when it is suspended already.
pub async fn suspend(engine: &Engine, scope: &Scope, id: TenantId, reason: &str) -> Result<TenantLine> {
    allow_platform(scope)?;
    let reason = tenant::reason(reason)?;
    set(engine, scope, id, Some(reason)).await
}

/// Opens a suspended company again; what waited goes on.
///
/// # Errors
/// As [`suspend`]; [`Error::Conflict`] when it is not suspended.
pub async fn resume(engine: &Engine, scope: &Scope, id: TenantId) -> Result<TenantLine> {
    allow_platform(scope)?;
    let resumed = set(engine, scope, id, None).await?;
    wake_workers(engine).await;
    Ok(resumed)
}

async fn set(engine: &Engine, scope: &Scope, id: TenantId, reason: Option<String>) -> Result<TenantLine> {
    let there = scope.acting_in(id).ok_or(Error::NotFound)?;
    let tx = PlatformTx::begin(engine).await?;
    tx.execute("select from tenant where id = $1 for no key update", [id.0.into()]).await?;
    let before = find(&tx, id).await?;
    match (&reason, before.suspended_at) {
        (Some(_), Some(_)) => return Err(Error::Conflict("This company is suspended already.".into())),
        (None, None) => return Err(Error::Conflict("This company is not suspended.".into())),
        _ => {}
    }
    let suspends = reason.is_some();
    tx.execute(
        "update tenant set suspended_at = case when $2 then now() end, suspended_reason = $3 where id = $1",
        [id.0.into(), suspends.into(), reason.clone().unwrap_or_default().into()],
    )
    .await?;
    let verb = if suspends { "tenant.suspend" } else { "tenant.resume" };
    let entry = audit::Entry::changed(
        verb,
        format!("tenant:{id}"),
        json!({ "state": before.state().as_str(), "reason": before.suspended_reason }),
        json!({ "state": if suspends { "suspended" } else { "active" }, "reason": reason }),
    )?;
    audit::record(&tx, &there, entry).await?;
    let after = find(&tx, id).await?;
    tx.commit().await?;
    tell_standing(engine, id).await;
    Ok(after)
}
