use super::seats::join;
use crate::allow::allow_platform;
use crate::error::{Error, Result};
use crate::tenancy::PlatformTx;
use crate::{Engine, audit};
use domain::Scope;
use domain::id::{TenantId, UserId};
use domain::scope::Role;
use serde_json::json;

/// Makes a person who has an account a member of another company.
///
/// # Errors
/// [`Error::Denied`] for anybody but a platform admin; [`Error::NotFound`] for a company that is not there;
/// [`Error::Conflict`] when the person belongs to it already or it is full.
pub async fn add(engine: &Engine, scope: &Scope, tenant: TenantId, user: UserId, role: Role) -> Result<()> {
    allow_platform(scope)?;
    let there = scope.acting_in(tenant).ok_or_else(|| Error::Denied("This needs a platform admin.".into()))?;
    let tx = PlatformTx::begin(engine).await?;
    join(&tx, tenant, user, role).await?;
    let entry = audit::Entry::made("member.add", format!("user:{user}"), json!({ "role": role }))?;
    audit::record(&tx, &there, entry).await?;
    tx.commit().await
}
