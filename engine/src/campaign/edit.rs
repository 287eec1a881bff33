use super::create::{no_provider, usable, values};
use super::policy::{self, PolicyOf};
use super::reach;
use super::setting::{Setting, read};
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit, live};
use domain::campaign::{CampaignDraft, CampaignState};
use domain::id::{CampaignId, ProviderId};
use domain::live::Topic;
use domain::{FieldErrors, Right, Scope};
use sea_orm::Value;
use serde_json::json;

/// What came of an edit.
#[derive(Debug, Clone, PartialEq)]
pub enum Edited {
    /// The campaign with its settings as they are now.
    Changed(Setting),
    /// Somebody changed the campaign after the version that the edit is of, so nothing was done: as it is.
    Stale(Setting),
}

/// Changes what a campaign is set to, also while it runs: limits hold from the next claim on, and calls that are under way go
/// on. What waits for an hour or for the end of a day's cap is judged anew at once when those change, and what waits for its
/// retry is brought to a policy that changes. With a `version` only
/// that one is changed; an edit that changes nothing leaves no trace.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::NotFound`]; [`Error::Conflict`] for a campaign that is over;
/// [`Error::Invalid`] at every failing field, also for another provider once it has been started, and as
/// [`create`](super::create) says.
pub async fn edit(
    engine: &Engine,
    scope: &Scope,
    id: CampaignId,
    provider: ProviderId,
    draft: &CampaignDraft,
    version: Option<i64>,
) -> Result<Edited> {
    allow(scope, Right::ChangeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let before = read(&tx, id).await?;
    let campaign = &before.campaign;
    if version.is_some_and(|version| version != campaign.version) {
        return Ok(Edited::Stale(before));
    }
    if campaign.state.is_over() {
        return Err(Error::Conflict(format!("A campaign that is {} is not changed any more.", campaign.state)));
    }
    let text = draft.check()?;
    let not_begun = matches!(campaign.state, CampaignState::Draft | CampaignState::Scheduled);
    if provider != campaign.provider && !not_begun {
        let why = "A campaign that was started stays with its provider: its calls are under way there.";
        return Err(FieldErrors::one("provider", why).into());
    }
    usable(&tx, provider, &text).await?;
    let mut given: Vec<Value> =
        vec![tx.tenant(), id.0.into(), provider.0.into(), scope.actor().user().map(|user| user.0).into()];
    given.extend(values(&text)?);
    let policy = text.retry_policy.clone().unwrap_or_default();
    let renewed = policy.trim() != before.draft.retry_policy.trim();
    given.push(renewed.into());
    tx.execute(
        "update campaign set provider_id = $3, updated_at = now(), updated_by = $4, version = version + 1,
             name = $5, description = $6, caller_id = $7, answer_url = $8, max_concurrent = $9, calls_per_second = $10,
             windows = $11, enforce_hours = $12, max_attempts = $13, day_cap = $14, lifetime_cap = $15,
             consent_required = $16, consent_kinds = $17, log_calls = $18, longest_call_s = $19, dials_list = $20
         where tenant_id = $1 and id = $2 and ($21 or
             (provider_id, name, description, caller_id, answer_url, max_concurrent, calls_per_second, windows,
                 enforce_hours, max_attempts, day_cap, lifetime_cap, consent_required, consent_kinds, log_calls,
                 longest_call_s, dials_list)
             is distinct from ($3, $5::text, $6::text, $7::bigint, $8::text, $9::integer, $10::integer, $11::jsonb,
                 $12::boolean, $13::smallint, $14::smallint, $15::smallint, $16::boolean, $17::smallint, $18::boolean,
                 $19::integer, $20::boolean))",
        given,
    )
    .await
    .map_err(no_provider)?;
    if renewed {
        policy::keep(&tx, scope, PolicyOf::Campaign(id), &policy, "").await?;
        reach::mark(&tx, scope, PolicyOf::Campaign(id)).await?;
    }
    let after = read(&tx, id).await?;
    if after.campaign.version != campaign.version {
        if terms_differ(&before.draft, &after.draft) {
            judge_anew(&tx, id).await?;
        }
        let told = |setting: &Setting| json!({ "provider": setting.campaign.provider, "settings": setting.draft });
        let entry = audit::Entry::changed("campaign.edit", format!("campaign:{id}"), told(&before), told(&after))?;
        audit::record(&tx, scope, entry).await?;
    }
    tx.commit().await?;
    live::publish(engine, scope.tenant(), Topic::Campaign(id)).await;
    engine.dialling().contacts.notify_one();
    engine.dialling().due.notify_one();
    engine.dialling().policy.notify_one();
    Ok(Edited::Changed(after))
}

/// Whether the hours or caps are others.
fn terms_differ(before: &CampaignDraft, after: &CampaignDraft) -> bool {
    let terms = |draft: &CampaignDraft| {
        (draft.windows.clone(), draft.enforce_hours, draft.day_cap.clone(), draft.lifetime_cap.clone())
    };
    terms(before) != terms(after)
}

/// What waits for an hour that may be another now is due at once, so that the next claim judges it; what waits for its retry
/// goes by its policy.
async fn judge_anew(tx: &TenantTx, id: CampaignId) -> Result<()> {
    tx.execute(
        // In the order in which whoever applies events takes them: two in another order would wait in a circle.
        "with held as (
             select id from dial where tenant_id = $1 and campaign_id = $2 and state <= 2
                 and verdict in ('OUTSIDE_HOURS', 'DAY_CAP') order by id for update)
         update dial d set due_at = clock_timestamp() from held where d.tenant_id = $1 and d.id = held.id",
        [tx.tenant(), id.0.into()],
    )
    .await?;
    Ok(())
}
