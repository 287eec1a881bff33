use super::get::{Campaign, lock};
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit, live};
use domain::campaign::{CampaignAction, CampaignState};
use domain::id::CampaignId;
use domain::live::Topic;
use domain::{FieldErrors, Right, Scope};
use serde_json::json;
use time::OffsetDateTime;

/// Does something to a campaign: starts, schedules, pauses, resumes, drains or cancels it. `at` is when a scheduled one
/// starts.
///
/// Cancelling ends what waits and hangs up what is under way.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] for an action that the state does not
/// allow; [`Error::Invalid`] at `starts_at` for a schedule without a time, or with one that has passed.
pub async fn steer(
    engine: &Engine,
    scope: &Scope,
    id: CampaignId,
    action: CampaignAction,
    at: Option<OffsetDateTime>,
) -> Result<Campaign> {
    allow(scope, Right::SteerCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let before = lock(&tx, id).await?;
    let state = before.state.apply(action).map_err(|illegal| Error::Conflict(illegal.to_string()))?;
    let starts_at = match action {
        CampaignAction::Schedule => {
            let at = at.ok_or_else(|| FieldErrors::one("starts_at", "Say when it starts."))?;
            if tx.figure("select ($1::timestamptz <= now())::integer::bigint as n", [at.into()]).await? == 1 {
                return Err(FieldErrors::one("starts_at", "This moment has passed. Choose a later one.").into());
            }
            Some(at)
        }
        _ => None,
    };
    tx.execute(
        "update campaign set state = $3, starts_at = $4, updated_at = now(), updated_by = $5, version = version + 1,
             started_at = case when $3 = 3 then coalesce(started_at, now()) else started_at end,
             ended_at = case when $3 in (6, 7) then now() end
         where tenant_id = $1 and id = $2",
        [
            tx.tenant(),
            id.0.into(),
            state.code().into(),
            starts_at.into(),
            scope.actor().user().map(|user| user.0).into(),
        ],
    )
    .await?;
    if action == CampaignAction::Cancel {
        cancel_dials(&tx, id).await?;
    }
    let after = lock(&tx, id).await?;
    let verb = ["campaign.", action.as_str()].concat();
    let entry = audit::Entry::changed(&verb, format!("campaign:{id}"), &before, &after)?;
    audit::record(&tx, scope, entry).await?;
    tx.commit().await?;
    live::publish(engine, scope.tenant(), Topic::Campaign(id)).await;
    engine.dialling().contacts.notify_one();
    engine.dialling().due.notify_one();
    Ok(after)
}

/// Every dial that has not ended is cancelled; who is on the line is hung up by whoever looks after attempts.
async fn cancel_dials(tx: &TenantTx, id: CampaignId) -> Result<()> {
    tx.execute(
        // In the order in which whoever applies events takes them: two in another order would wait in a circle.
        "with held as (
             select id from dial where tenant_id = $1 and campaign_id = $2 and state <= 5 order by id for update),
         gone as (
             update dial d set state = 9, ended_at = clock_timestamp(), updated_at = clock_timestamp(),
                 error = 'The campaign was cancelled.'
             from held where d.tenant_id = $1 and d.id = held.id returning d.id)
         update attempt a set check_at = clock_timestamp() from gone
         where a.tenant_id = $1 and a.dial_id = gone.id and a.state <= 4",
        [tx.tenant(), id.0.into()],
    )
    .await?;
    Ok(())
}

/// A completed campaign of which somebody is dialled anew is not over.
pub(crate) async fn reopen(tx: &TenantTx, scope: &Scope, campaign: CampaignId) -> Result<()> {
    let after = CampaignState::Completed
        .apply(CampaignAction::Reopen)
        .map_err(|illegal| Error::Internal(format!("{illegal}")))?;
    tx.execute(
        "update campaign set state = $3, ended_at = null, updated_at = now(), version = version + 1
         where tenant_id = $1 and id = $2",
        [tx.tenant(), campaign.0.into(), after.code().into()],
    )
    .await?;
    let (was, is) = (json!({ "state": CampaignState::Completed }), json!({ "state": after }));
    audit::record(tx, scope, audit::Entry::changed("campaign.reopen", format!("campaign:{campaign}"), was, is)?)
        .await?;
    Ok(())
}
