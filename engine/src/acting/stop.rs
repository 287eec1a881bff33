use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, Tx};
use crate::{Engine, audit};
use domain::Scope;
use domain::id::{TenantId, UserId};
use sea_orm::FromQueryResult;
use serde_json::json;

#[derive(FromQueryResult)]
pub(super) struct Ended {
    pub tenant_id: i64,
    pub id: i64,
    pub user_id: i64,
}

/// Ends the person's acting in the scope's company; whoever acts nowhere ends nothing.
///
/// # Errors
/// [`Error::Denied`] where no person acts.
pub async fn stop(engine: &Engine, scope: &Scope) -> Result<()> {
    let user = scope.actor().user().ok_or_else(|| Error::Denied("Only a person acts in a company.".into()))?;
    let tx = PlatformTx::begin(engine).await?;
    end_others(&tx, scope, user, Some(scope.tenant())).await?;
    tx.commit().await
}

/// Ends what is open of the person, in one company or in all, and tells the audit of each.
pub(super) async fn end_others(tx: &PlatformTx, scope: &Scope, user: UserId, of: Option<TenantId>) -> Result<()> {
    let ended: Vec<Ended> = tx
        .all(
            "update acting set ended_at = now()
             where user_id = $1 and ended_at is null and ($2::bigint is null or tenant_id = $2)
             returning tenant_id, id, user_id",
            [user.0.into(), of.map(|tenant| tenant.0).into()],
        )
        .await?;
    for row in ended {
        // Without the right any more, who ends it still does so in their own name.
        let there = scope.acting_in(TenantId(row.tenant_id)).unwrap_or_else(|| scope.clone());
        let facts = json!({ "user": row.user_id, "by": "the person" });
        audit::record(tx, &there, audit::Entry::made("acting.stop", format!("acting:{}", row.id), facts)?).await?;
    }
    Ok(())
}
