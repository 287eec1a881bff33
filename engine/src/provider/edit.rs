use super::create::{checked, taken};
use super::get::{Provider, lock};
use crate::allow::allow;
use crate::dial::abandoned::PERIOD;
use crate::error::{Error, Result};
use crate::seal::{self, Of};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::id::ProviderId;
use domain::provider::{ProviderDraft, ProviderKind};
use domain::{FieldErrors, Right, Scope};
use serde_json::{Value, json};

/// What came of an edit.
#[derive(Debug, Clone, PartialEq)]
pub enum Edited {
    /// The provider as it is now.
    Changed(Provider),
    /// Somebody changed the provider after the version that the edit is of, so nothing was done: the provider as it is.
    Stale(Provider),
}

/// Changes a provider's settings; an empty credential leaves the one that is there, and `forget` takes it away. What is
/// asked next goes by the new settings; calls that are under way go on. An edit that changes nothing leaves no trace.
///
/// # Errors
/// [`Error::Denied`] below the role admin; [`Error::NotFound`]; [`Error::Invalid`] at every failing field, also for an
/// address that is not called, a name the tenant has already, another kind while campaigns switch their hours off, and Twilio
/// without its auth token or with campaigns that name no address of what is said.
pub async fn edit(
    engine: &Engine,
    scope: &Scope,
    id: ProviderId,
    draft: &ProviderDraft,
    forget: bool,
    version: Option<i64>,
) -> Result<Edited> {
    allow(scope, Right::ManageProviders)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let before = lock(&tx, id).await?;
    if version.is_some_and(|version| version != before.version) {
        return Ok(Edited::Stale(before));
    }
    let typed = draft.credential.trim();
    let text = checked(engine, draft, !typed.is_empty() || before.has_credential && !forget)?;
    if text.kind != ProviderKind::Mock && before.kind == ProviderKind::Mock {
        hours_count(&tx, id).await?;
    }
    if text.kind == ProviderKind::Twilio && before.kind != ProviderKind::Twilio {
        something_is_said(&tx, id).await?;
    }
    if before.bridging_since.is_some() && !text.tells_bridging {
        nobody_was_abandoned(&tx, id).await?;
    }
    let elsewhere = text.base_url.trim_end_matches('/') != before.base_url.trim_end_matches('/');
    if elsewhere && before.has_credential && typed.is_empty() && !forget {
        // Whoever may change an address could else have the credential sent to one of their own, and read it.
        let text = "The address is another: type the credential anew, or have it forgotten.";
        return Err(FieldErrors::one("credential", text).into());
    }
    let sealed = match typed {
        "" => None,
        typed => Some(seal::seal(engine, &tx, Of::Credential(id), typed.as_bytes()).await?),
    };
    let given = !typed.is_empty();
    tx.execute(
        "update provider set name = $3, kind = $4, base_url = $5, looks_up = $6, max_concurrent = $7,
             calls_per_second = $8, credential = case when $9 then $10 when $11 then null else credential end,
             account_sid = $12, caller_id = $13, detects_machines = $14,
             bridging_since = case when $15 then coalesce(bridging_since, now()) end,
             updated_at = now(), version = version + 1
         where tenant_id = $1 and id = $2 and ($9 or ($11 and credential is not null) or
             (name, kind, base_url, looks_up, max_concurrent, calls_per_second, account_sid, caller_id, detects_machines,
                     bridging_since is not null)
                 is distinct from ($3, $4::smallint, $5, $6::boolean, $7::integer, $8::integer, $12, $13::bigint,
                     $14::boolean, $15::boolean))",
        [
            tx.tenant(),
            id.0.into(),
            text.name.into(),
            text.kind.code().into(),
            text.base_url.into(),
            text.looks_up.into(),
            i32::try_from(text.max_concurrent).unwrap_or(i32::MAX).into(),
            text.calls_per_second.and_then(|most| i32::try_from(most).ok()).into(),
            given.into(),
            sealed.into(),
            forget.into(),
            text.account_sid.into(),
            text.caller_id.map(|number| number.value()).into(),
            text.detects_machines.into(),
            text.tells_bridging.into(),
        ],
    )
    .await
    .map_err(taken)?;
    let after = lock(&tx, id).await?;
    if after.version != before.version {
        let told = (told(&before, false)?, told(&after, given)?);
        let entry = audit::Entry::changed("provider.edit", format!("provider:{id}"), told.0, told.1)?;
        audit::record(&tx, scope, entry).await?;
    }
    tx.commit().await?;
    engine.dialling().due.notify_one();
    Ok(Edited::Changed(after))
}

/// The settings as the audit has them: of the credential it says that there is one, and whether it is a new one.
fn told(provider: &Provider, renewed: bool) -> Result<Value> {
    let mut told = serde_json::to_value(provider.draft())?;
    told["credential"] = match (provider.has_credential, renewed) {
        (true, true) => json!("a new one"),
        (true, false) => json!("set"),
        (false, _) => json!("none"),
    };
    Ok(told)
}

/// Campaigns whose hours are switched off need a provider through which no call leaves the machine; one that was completed
/// dials again when a dead letter of it is replayed.
async fn hours_count(tx: &TenantTx, id: ProviderId) -> Result<()> {
    let sql = "select count(*) as n from campaign
         where tenant_id = $1 and provider_id = $2 and not enforce_hours and state <= 6";
    match tx.figure(sql, [tx.tenant(), id.0.into()]).await? {
        0 => Ok(()),
        many => Err(Error::from(FieldErrors::one(
            "kind",
            format!(
                "Campaigns with this provider that don’t keep to their hours: {many}. Only the mock, through which no call \
                 leaves the machine, may do without; switch the hours on first."
            ),
        ))),
    }
}

/// While abandoned calls are counted, whoever counts them goes on to tell: a stop would else be lifted by one who looks away.
async fn nobody_was_abandoned(tx: &TenantTx, id: ProviderId) -> Result<()> {
    let sql = format!(
        "select count(distinct c.id) as n from campaign c join abandoned_period a on a.tenant_id = c.tenant_id and a.campaign_id = c.id
         where c.tenant_id = $1 and c.provider_id = $2 and c.state <= 6 and a.abandoned + a.unknown > 0 and a.period = {PERIOD}"
    );
    match tx.figure(&sql, [tx.tenant(), id.0.into()]).await? {
        0 => Ok(()),
        many => Err(Error::from(FieldErrors::one(
            "tells_bridging",
            format!(
                "Campaigns with this provider that abandoned calls within their thirty days: {many}. Until those are over \
                 the limit counts, so the provider has to tell of it."
            ),
        ))),
    }
}

/// Twilio fetches what is said, so each campaign has to name where.
async fn something_is_said(tx: &TenantTx, id: ProviderId) -> Result<()> {
    let sql = "select count(*) as n from campaign
         where tenant_id = $1 and provider_id = $2 and answer_url !~* '^https?://' and state <= 6";
    match tx.figure(sql, [tx.tenant(), id.0.into()]).await? {
        0 => Ok(()),
        many => Err(Error::from(FieldErrors::one(
            "kind",
            format!(
                "Campaigns with this provider that name no address of what is said: {many}. Twilio fetches it from there; \
                 set it first."
            ),
        ))),
    }
}
