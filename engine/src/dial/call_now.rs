use super::judge::{judge, stored};
use crate::allow::allow;
use crate::campaign::setup;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit, live};
use domain::campaign::CampaignState;
use domain::dial::DialState;
use domain::dial::verdict::Verdict;
use domain::id::CampaignId;
use domain::live::Topic;
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::json;
use time::OffsetDateTime;
use uuid::Uuid;

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    campaign_id: i64,
    state: i16,
    number: i64,
    due_at: OffsetDateTime,
}

/// Has a dial that waits called before its time, ahead of what else waits in its campaign. Who may not be called at this moment
/// is not: the verdict is asked first, and once more when the call is placed. Limits count as for every call.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] for one that is under way or has ended,
/// while its campaign does not run, and with the verdict's reason when that forbids it.
pub async fn call_now(engine: &Engine, scope: &Scope, call_id: Uuid) -> Result<()> {
    allow(scope, Right::StartDials)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let sql = "select d.id, d.campaign_id, d.state, d.number, d.due_at from dial d
         where d.tenant_id = $1 and d.call_id = $2 for update of d";
    let row: Option<Row> = tx.one(sql, [tx.tenant(), call_id.into()]).await?;
    let row = row.ok_or(Error::NotFound)?;
    match DialState::of_code(row.state) {
        Some(state) if state.is_waiting() => {}
        Some(state) if state.is_in_flight() => return Err(Error::Conflict("This call is under way.".into())),
        _ => return Err(Error::Conflict("This call has ended.".into())),
    }
    let (tenant, campaign) = (scope.tenant(), CampaignId(row.campaign_id));
    let setups = setup::of(&tx, engine, &[(tenant, campaign)]).await?;
    let setup = setups.get(&campaign).ok_or(Error::NotFound)?;
    if setup.state != CampaignState::Running {
        let text = format!("Its campaign is {}: nobody is called before it runs.", setup.state);
        return Err(Error::Conflict(text));
    }
    let number = stored(row.number)?;
    let (judged, _) = judge(&tx, tenant, campaign, &setup.terms, &[number]).await?;
    match judged.first().map(|judged| &judged.verdict) {
        Some(Verdict::Now(_)) => {}
        Some(verdict) => return Err(Error::Conflict(verdict.says())),
        None => return Err(Error::Internal("one verdict was asked for".into())),
    }
    tx.execute(
        "update dial set updated_at = clock_timestamp(),
             due_at = least(clock_timestamp(), (select min(due_at) from dial
                 where tenant_id = $1 and campaign_id = $3 and state <= 3)) - interval '1 millisecond'
         where tenant_id = $1 and id = $2",
        [tx.tenant(), row.id.into(), campaign.0.into()],
    )
    .await?;
    let entry = audit::Entry::made("dial.call_now", format!("dial:{call_id}"), json!({ "was_due_at": row.due_at }))?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    live::publish(engine, tenant, Topic::Campaign(campaign)).await;
    engine.dialling().due.notify_one();
    Ok(())
}
