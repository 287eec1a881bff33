//! What a provider calls back with: checked, stored, and answered at once; it is applied afterwards.

use super::event::{Told, tell};
use crate::Engine;
use crate::error::{Error, Result};
use crate::provider::signature::{Signed, verify};
use crate::seal::{self, Of};
use crate::tenancy::{PlatformTx, Tx};
use domain::dial::{CallEvent, DialState, Outcome};
use domain::id::{DialId, ProviderId, TenantId};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use secrecy::ExposeSecret;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

/// A callback as it is sent (CONTRACTS C).
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Callback {
    #[serde(default)]
    pub call_id: Option<String>,
    #[serde(default)]
    pub status: Option<String>,
    #[serde(default)]
    pub detail: Option<String>,
    /// Seconds.
    #[serde(default)]
    pub call_duration: Option<f64>,
    #[serde(default)]
    pub external_call_id: Option<String>,
    #[serde(default)]
    pub timestamp: Option<String>,
}

/// Who vouches for a callback.
#[derive(Debug, Clone, Copy)]
pub enum Vouched<'a> {
    /// The provider's signature over these bytes.
    Signature(Signed<'a>, &'a [u8]),
    /// A token of the tenant with the scope `callback`.
    Token(&'a Scope),
}

/// What is answered to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Stored, or known already.
    Taken { call_id: Uuid, outcome: Outcome, state: DialState },
    /// `call_id` or `status` is missing.
    Incomplete,
    /// The status is none of [`Outcome::CALLBACK_WORDS`].
    NoSuchStatus,
    /// There is no such call, or it is another tenant's.
    NotFound,
    /// Nobody vouches for it.
    Unsigned,
}

#[derive(FromQueryResult)]
struct Row {
    tenant_id: i64,
    id: i64,
    provider_id: i64,
    state: i16,
    signing_key: Vec<u8>,
}

/// Takes a callback: `attempt` is the one that the callback's address names.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope `callback`; [`Error::Unavailable`] when the database is away.
pub async fn hear(engine: &Engine, callback: &Callback, attempt: Option<Uuid>, vouched: Vouched<'_>) -> Result<Heard> {
    let text = |field: &Option<String>| field.clone().filter(|text| !text.trim().is_empty());
    let (Some(call_id), Some(status)) = (text(&callback.call_id), text(&callback.status)) else {
        return Ok(Heard::Incomplete);
    };
    let detail = text(&callback.detail).unwrap_or_default();
    let Some(outcome) = Outcome::of_callback(&status, &detail) else { return Ok(Heard::NoSuchStatus) };
    let Ok(call_id) = call_id.trim().parse::<Uuid>() else { return Ok(Heard::NotFound) };
    let tx = PlatformTx::begin(engine).await?;
    let row: Option<Row> = tx
        .one(
            "select d.tenant_id, d.id, d.provider_id, d.state, p.signing_key
             from dial d join provider p on p.tenant_id = d.tenant_id and p.id = d.provider_id where d.call_id = $1",
            [call_id.into()],
        )
        .await?;
    let Some(row) = row else { return Ok(Heard::NotFound) };
    let (tenant, provider) = (TenantId(row.tenant_id), ProviderId(row.provider_id));
    let event_id = match vouched {
        Vouched::Token(scope) => {
            crate::allow::allow(scope, Right::CallBack)?;
            if scope.tenant() != tenant {
                return Ok(Heard::NotFound);
            }
            digest(callback)
        }
        Vouched::Signature(signed, body) => {
            let key = seal::open(engine, &tx, Of::SigningKey(provider), &row.signing_key).await?;
            if verify(key.expose_secret(), signed, body, OffsetDateTime::now_utc()).is_err() {
                metrics::counter!("trunkline_callbacks_total", "kind" => "unsigned").increment(1);
                return Ok(Heard::Unsigned);
            }
            signed.id.to_owned()
        }
    };
    let seconds = callback.call_duration.filter(|seconds| (0.0..=86_400.0).contains(seconds));
    let told = Told {
        provider,
        dial: DialId(row.id),
        event_id,
        event: CallEvent::Ended { outcome, seconds: seconds.map(|seconds| seconds.round() as u32) },
        attempt,
        external_id: text(&callback.external_call_id),
        detail: Some(detail).filter(|detail| !detail.is_empty()),
        at: callback.timestamp.as_deref().and_then(|at| OffsetDateTime::parse(at, &Rfc3339).ok()),
    };
    let is_new = tell(&tx, tenant, &told).await?;
    tx.commit().await?;
    let kind = if is_new { outcome.as_str() } else { "repeated" };
    metrics::counter!("trunkline_callbacks_total", "kind" => kind).increment(1);
    engine.dialling().told.notify_one();
    let state = DialState::of_code(row.state).ok_or_else(|| Error::Internal("a dial has a strange state".into()))?;
    Ok(Heard::Taken { call_id, outcome, state })
}

/// What tells two callbacks apart that only a token vouches for.
fn digest(callback: &Callback) -> String {
    let mut hasher = Sha256::new();
    for part in [&callback.call_id, &callback.status, &callback.timestamp, &callback.external_call_id] {
        hasher.update(part.as_deref().unwrap_or_default().as_bytes());
        hasher.update([0]);
    }
    let digest: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    ["token:", &digest].concat()
}
