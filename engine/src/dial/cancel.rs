use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit, live};
use domain::dial::{DialEvent, DialState};
use domain::id::CampaignId;
use domain::live::Topic;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    campaign_id: i64,
    state: i16,
}

/// Cancels a dial: one that waits is never placed; one that is under way is hung up, and its slot is free when the provider
/// says so.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] for one that has ended.
pub async fn cancel(engine: &Engine, scope: &Scope, call_id: Uuid) -> Result<DialState> {
    allow(scope, Right::StartDials)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let sql = "select id, campaign_id, state from dial where tenant_id = $1 and call_id = $2 for update";
    let row: Option<Row> = tx.one(sql, [tx.tenant(), call_id.into()]).await?;
    let row = row.ok_or(Error::NotFound)?;
    let before = DialState::of_code(row.state).ok_or_else(|| Error::Internal("a dial has a strange state".into()))?;
    let after = before.apply(DialEvent::Cancel).map_err(|_| Error::Conflict("This call has ended.".into()))?;
    tx.execute(
        "with gone as (
             update dial set state = $3, ended_at = clock_timestamp(), updated_at = clock_timestamp(),
                 error = 'Somebody cancelled it.'
             where tenant_id = $1 and id = $2 returning id)
         update attempt a set check_at = clock_timestamp() from gone
         where a.tenant_id = $1 and a.dial_id = gone.id and a.state <= 4",
        [tx.tenant(), row.id.into(), after.code().into()],
    )
    .await?;
    let told = json!({ "state": before });
    let entry = audit::Entry::changed("dial.cancel", format!("dial:{call_id}"), told, json!({ "state": after }))?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    live::publish(engine, scope.tenant(), Topic::Campaign(CampaignId(row.campaign_id))).await;
    Ok(after)
}
