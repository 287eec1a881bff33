use super::show::{TenantLine, find};
use crate::allow::allow_platform;
use crate::error::{Error, Result};
use crate::queue::wake_workers;
use crate::tenancy::{PlatformTx, Tx};
use crate::{Engine, audit};
use domain::Scope;
use domain::id::TenantId;
use domain::tenant::LimitsDraft;

/// Sets how much a company may have; it holds for what is asked from the commit on. What is there already stays, also where
/// it is more than the limit.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Denied`] for anybody but a platform admin; [`Error::Invalid`] at `numbers_max`, `jobs_max`,
/// `requests_per_second` and `members_max`.
pub async fn set_limits(engine: &Engine, scope: &Scope, id: TenantId, draft: &LimitsDraft) -> Result<TenantLine> {
    allow_platform(scope)?;
    let limits = draft.check()?;
    let there = scope.acting_in(id).ok_or(Error::NotFound)?;
    let tx = PlatformTx::begin(engine).await?;
    tx.execute("select from tenant where id = $1 for no key update", [id.0.into()]).await?;
    let before = find(&tx, id).await?;
    if before.limits == limits {
        return Ok(before);
    }
    let small = |limit: Option<u32>| limit.and_then(|limit| i32::try_from(limit).ok());
    tx.execute(
        "update tenant set numbers_max = $2, jobs_max = $3, requests_per_second = $4, members_max = $5 where id = $1",
        [
            id.0.into(),
            limits.numbers.and_then(|most| i64::try_from(most).ok()).into(),
            small(limits.jobs).into(),
            small(limits.requests).into(),
            small(limits.members).into(),
        ],
    )
    .await?;
    let entry = audit::Entry::changed("tenant.set_limits", format!("tenant:{id}"), before.limits, limits)?;
    audit::record(&tx, &there, entry).await?;
    tx.commit().await?;
    // It may have jobs that wait for room.
    wake_workers(engine).await;
    Ok(TenantLine { limits, ..before })
}
