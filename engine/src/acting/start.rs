use super::LONGEST;
use super::stop::end_others;
use crate::allow::allow_platform;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use crate::user::Proof;
use crate::{Engine, audit};
use domain::id::{ActingId, TenantId};
use domain::scope::Door;
use domain::{Scope, tenant};
use sea_orm::FromQueryResult;
use serde_json::json;
use time::OffsetDateTime;

/// What the session keeps of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    pub id: ActingId,
    pub tenant: TenantId,
    pub tenant_name: String,
    pub until: OffsetDateTime,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    name: String,
    until: OffsetDateTime,
}

/// Begins to act in a company, by who proved lately that they are who their session says; where the person acted before they do no longer.
///
/// # Errors
/// [`Error::Denied`] for anybody but a platform admin in a browser; [`Error::Invalid`] at `reason`; [`Error::NotFound`] for a
/// company that is not there, and for the installation itself.
pub async fn start(engine: &Engine, scope: &Scope, proof: &Proof, tenant: TenantId, reason: &str) -> Result<Started> {
    allow_platform(scope)?;
    let browser = || Error::Denied("Only a person in a browser acts in a company.".into());
    let user = scope.actor().user().filter(|_| scope.door() == Door::Page).ok_or_else(browser)?;
    proof.is_of(user)?;
    let there = scope.acting_in(tenant).ok_or_else(browser)?;
    let reason = tenant::reason(reason)?;
    let tx = PlatformTx::begin(engine).await?;
    end_others(&tx, scope, user, None).await?;
    let row: Option<Row> = tx
        .one(
            "with a as (
                 insert into acting (tenant_id, user_id, reason, until)
                 select id, $2, $3, now() + make_interval(secs => $4) from tenant where id = $1 and id <> 0
                 returning tenant_id, id, until)
             select a.id, t.name, a.until from a join tenant t on t.id = a.tenant_id",
            [tenant.0.into(), user.0.into(), reason.clone().into(), LONGEST.as_secs_f64().into()],
        )
        .await?;
    let row = row.ok_or(Error::NotFound)?;
    let facts = json!({ "reason": reason, "minutes_at_most": LONGEST.as_secs() / 60 });
    let entry = audit::Entry::made("acting.start", format!("acting:{}", row.id), facts)?;
    audit::record(&tx, &there, entry).await?;
    tx.commit().await?;
    Ok(Started { id: ActingId(row.id), tenant, tenant_name: row.name, until: row.until })
}
