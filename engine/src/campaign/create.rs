use super::get::{Campaign, lock};
use super::policy::{self, PolicyOf};
use crate::allow::allow;
use crate::error::{Error, Result, violated_constraint};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::campaign::{CampaignDraft, CampaignState, CampaignText};
use domain::dial::Window;
use domain::id::{CampaignId, ProviderId};
use domain::provider::ProviderKind;
use domain::{FieldErrors, Right, Scope};
use sea_orm::{DbErr, FromQueryResult, Value};

#[derive(FromQueryResult)]
struct ProviderRow {
    kind: i16,
}

/// Makes a campaign of the scope's tenant: a draft, or, for programs, one that runs at once.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::Invalid`] at every failing field, also for a provider the tenant does not
/// have, for hours that are switched off with one that really calls, and for Twilio without an address of what is said.
pub async fn create(
    engine: &Engine,
    scope: &Scope,
    provider: ProviderId,
    draft: &CampaignDraft,
    runs: bool,
) -> Result<Campaign> {
    allow(scope, Right::ChangeCampaigns)?;
    let text = draft.check()?;
    let tx = TenantTx::begin(engine, scope).await?;
    usable(&tx, provider, &text).await?;
    let state = if runs { CampaignState::Running } else { CampaignState::Draft };
    let mut given: Vec<Value> = vec![
        tx.tenant(),
        provider.0.into(),
        state.code().into(),
        scope.actor().user().map(|user| user.0).into(),
        runs.into(),
    ];
    given.extend(values(&text)?);
    let id = tx
        .figure(
            "insert into campaign (tenant_id, provider_id, state, created_by, updated_by, started_at,
                 name, description, caller_id, answer_url, max_concurrent, calls_per_second, windows, enforce_hours,
                 max_attempts, day_cap, lifetime_cap, consent_required, consent_kinds, log_calls, longest_call_s, dials_list)
             values ($1, $2, $3, $4, $4, case when $5 then now() end,
                 $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) returning id as n",
            given,
        )
        .await
        .map_err(no_provider)?;
    let id = CampaignId(id);
    if let Some(policy) = &text.retry_policy {
        policy::keep(&tx, scope, PolicyOf::Campaign(id), policy, "").await?;
    }
    let campaign = lock(&tx, id).await?;
    audit::record(&tx, scope, audit::Entry::made("campaign.create", format!("campaign:{id}"), draft)?).await?;
    tx.commit().await?;
    Ok(campaign)
}

/// Refuses a provider that the tenant does not have, hours that are switched off with one that really calls, and one that fetches
/// what is said without being told where.
pub(super) async fn usable(tx: &TenantTx, provider: ProviderId, text: &CampaignText) -> Result<()> {
    let sql = "select kind from provider where tenant_id = $1 and id = $2";
    let row: Option<ProviderRow> = tx.one(sql, [tx.tenant(), provider.0.into()]).await?;
    let row = row.ok_or_else(|| FieldErrors::one("provider", "There is no such provider."))?;
    let kind = ProviderKind::of_code(row.kind)
        .ok_or_else(|| Error::Internal(format!("provider {provider} has a strange kind")))?;
    text.fits(kind)?;
    Ok(())
}

pub(super) fn no_provider(error: DbErr) -> Error {
    match violated_constraint(&error).as_deref() {
        Some("campaign_tenant_id_provider_id_fkey") => {
            FieldErrors::one("provider", "There is no such provider.").into()
        }
        _ => error.into(),
    }
}

/// The columns that a draft says, in the order of the statements.
pub(super) fn values(text: &CampaignText) -> Result<[Value; 16]> {
    let small = |count: Option<u32>| count.and_then(|count| i16::try_from(count).ok());
    let whole = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    let windows: Vec<_> = text.windows.iter().map(Window::draft).collect();
    Ok([
        text.name.clone().into(),
        text.description.clone().into(),
        text.caller_id.map(|number| number.value()).into(),
        text.answer_url.clone().into(),
        whole(text.max_concurrent).into(),
        text.calls_per_second.map(whole).into(),
        serde_json::to_value(windows)?.into(),
        text.enforce_hours.into(),
        small(text.max_attempts).into(),
        small(text.caps.day).into(),
        small(text.caps.lifetime).into(),
        text.consent_required.into(),
        i16::from(text.consent_kinds.bits()).into(),
        text.log_calls.into(),
        i32::try_from(text.longest_call.whole_seconds()).unwrap_or(i32::MAX).into(),
        text.dials_list.into(),
    ])
}
