use super::reach;
use crate::allow::allow;
use crate::error::{Error, Result, violated_constraint};
use crate::seal::{self, Of};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::id::ProviderId;
use domain::provider::{PROVIDERS_MAX, ProviderDraft, ProviderKind, ProviderText};
use domain::{FieldErrors, Right, Scope};
use sea_orm::DbErr;
use secrecy::SecretString;

/// A provider that was just written down, with the key that it signs its callbacks with: it is shown this once.
pub struct Created {
    pub id: ProviderId,
    /// `whsec_` and the key's base64, as providers of Standard Webhooks take it.
    pub signing_key: SecretString,
}

/// Writes a provider of the scope's tenant down.
///
/// # Errors
/// [`Error::Denied`] below the role admin; [`Error::Invalid`] at every failing field, also for an address that is not called,
/// for a name the tenant has already, and for Twilio without its auth token.
pub async fn create(engine: &Engine, scope: &Scope, draft: &ProviderDraft) -> Result<Created> {
    allow(scope, Right::ManageProviders)?;
    let text = checked(engine, draft, !draft.credential.trim().is_empty())?;
    let key: [u8; 32] = rand::random();
    let tx = TenantTx::begin(engine, scope).await?;
    let there = tx.figure("select count(*) as n from provider where tenant_id = $1", [tx.tenant()]).await?;
    if there >= PROVIDERS_MAX {
        return Err(FieldErrors::one("name", format!("A company has at most {PROVIDERS_MAX} providers.")).into());
    }
    let next = "select nextval(pg_get_serial_sequence('provider', 'id')) as n";
    let id = ProviderId(tx.figure(next, []).await?);
    let signing_key = seal::seal(engine, &tx, Of::SigningKey(id), &key).await?;
    let credential = match draft.credential.trim() {
        "" => None,
        typed => Some(seal::seal(engine, &tx, Of::Credential(id), typed.as_bytes()).await?),
    };
    tx.execute(
        "insert into provider (tenant_id, id, name, kind, base_url, credential, signing_key, looks_up, max_concurrent,
             calls_per_second, created_by, account_sid, caller_id, detects_machines, bridging_since)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, case when $15 then now() end)",
        [
            tx.tenant(),
            id.0.into(),
            text.name.clone().into(),
            text.kind.code().into(),
            text.base_url.clone().into(),
            credential.into(),
            signing_key.into(),
            text.looks_up.into(),
            i32::try_from(text.max_concurrent).unwrap_or(i32::MAX).into(),
            text.calls_per_second.and_then(|most| i32::try_from(most).ok()).into(),
            scope.actor().user().map(|user| user.0).into(),
            text.account_sid.clone().into(),
            text.caller_id.map(|number| number.value()).into(),
            text.detects_machines.into(),
            text.tells_bridging.into(),
        ],
    )
    .await
    .map_err(taken)?;
    audit::record(&tx, scope, audit::Entry::made("provider.create", format!("provider:{id}"), draft)?).await?;
    tx.commit().await?;
    Ok(Created { id, signing_key: shown(&key) })
}

/// Checks a draft, whether its address may be called, and whether there is the token that Twilio does not do without: every
/// fault at once.
pub(super) fn checked(engine: &Engine, draft: &ProviderDraft, has_credential: bool) -> Result<ProviderText> {
    let mut errors = FieldErrors::new();
    if ProviderKind::from_word(&draft.kind) == Some(ProviderKind::Twilio) && !has_credential {
        let text =
            "Twilio needs the account’s auth token: calls are asked for with it, and callbacks are signed with it.";
        errors.add("credential", text);
    }
    let address = draft.base_url.trim();
    if let Err(unreachable) = reach::read(address, engine.settings().dialling.loopback)
        && !address.is_empty()
    {
        errors.add("base_url", unreachable.to_string());
    }
    match draft.check() {
        Ok(text) => Ok(errors.into_result(text)?),
        Err(found) => {
            errors.merge(found);
            Err(errors.into())
        }
    }
}

pub(super) fn taken(error: DbErr) -> Error {
    match violated_constraint(&error).as_deref() {
        Some("provider_tenant_id_name_key") => {
            FieldErrors::one("name", "A provider with this name already exists.").into()
        }
        _ => error.into(),
    }
}

/// A key as providers of Standard Webhooks take it.
pub(super) fn shown(key: &[u8; 32]) -> SecretString {
    SecretString::from(format!("whsec_{}", STANDARD.encode(key)))
}
