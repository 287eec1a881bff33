//! A campaign as a program sends it.

use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::identity::Caller;
use crate::state::AppState;
use domain::FieldErrors;
use domain::campaign::{CampaignDraft, CampaignText};
use domain::id::ProviderId;
use domain::provider::{ProviderDraft, ProviderKind, twilio};
use engine::provider::Provider;
use secrecy::ExposeSecret;
use utoipa::ToSchema;

/// What is sent, for the document.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct CampaignBody {
    /// At most 200 characters.
    name: String,
    description: Option<String>,
    /// On creation: it runs at once. In a change: it starts or goes on, or is paused.
    is_active: Option<bool>,
    /// A provider that is there.
    provider_id: Option<i64>,
    /// Or one by its kind and address, made where there is none. Neither: the company's first.
    provider: Option<ProviderBody>,
    caller_id: Option<String>,
    answer_url: Option<String>,
    max_concurrent: Option<u32>,
    calls_per_second: Option<u32>,
    /// In the called party's time: `{"days": "all", "start": "09:00", "end": "20:00"}`, days also as a list such as ["mon"].
    #[schema(value_type = Option<Vec<Object>>)]
    windows: Option<Vec<serde_json::Value>>,
    /// True when not sent; false only with a mock provider.
    enforce_hours: Option<bool>,
    /// YAML; empty for the company's.
    retry_policy: Option<String>,
    max_attempts: Option<u32>,
    day_cap: Option<u32>,
    lifetime_cap: Option<u32>,
    /// True when not sent.
    consent_required: Option<bool>,
    consent_kinds: Option<Vec<String>>,
    /// True when not sent: a call that ended stands on the contact's timeline.
    log_calls: Option<bool>,
    /// Minutes, 60 when not sent.
    longest_call: Option<u32>,
    /// Whether it calls everybody on its list and is over with it, or only whom programs ask for, until somebody ends it. When
    /// not sent: true, and false for one that is made with `is_active`.
    dials_list: Option<bool>,
}

/// A provider by its kind and address.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct ProviderBody {
    /// mock, http or twilio.
    kind: String,
    /// For twilio it may be left out: Twilio's own.
    url: Option<String>,
    name: Option<String>,
    /// A bearer token; for twilio the account's auth token.
    credential: Option<String>,
    /// For twilio: AC and 32 hexadecimal digits.
    account_sid: Option<String>,
    /// For twilio: what is shown where the campaign says nothing.
    caller_id: Option<String>,
    /// For twilio: whether machines that answer are told from people.
    detects_machines: Option<bool>,
    max_concurrent: Option<u32>,
    /// Whether it tells when people answered and were connected; false when not sent.
    tells_bridging: Option<bool>,
}

/// What a campaign is that says nothing. One that `runs` at once is fed by the program that makes it, as the old dialler's were.
pub fn usual(runs: bool) -> CampaignDraft {
    CampaignDraft {
        enforce_hours: true,
        consent_required: true,
        log_calls: true,
        dials_list: !runs,
        ..CampaignDraft::default()
    }
}

/// The draft with what was sent laid over it.
pub fn laid_over(mut draft: CampaignDraft, fields: &Fields, errors: &mut FieldErrors) -> CampaignDraft {
    for (name, place) in [
        ("name", &mut draft.name),
        ("description", &mut draft.description),
        ("caller_id", &mut draft.caller_id),
        ("answer_url", &mut draft.answer_url),
        ("max_concurrent", &mut draft.max_concurrent),
        ("calls_per_second", &mut draft.calls_per_second),
        ("retry_policy", &mut draft.retry_policy),
        ("max_attempts", &mut draft.max_attempts),
        ("day_cap", &mut draft.day_cap),
        ("lifetime_cap", &mut draft.lifetime_cap),
        ("longest_call", &mut draft.longest_call),
    ] {
        if fields.has(name) {
            *place = fields.text(name, errors);
        }
    }
    for (name, place) in [
        ("enforce_hours", &mut draft.enforce_hours),
        ("consent_required", &mut draft.consent_required),
        ("log_calls", &mut draft.log_calls),
        ("dials_list", &mut draft.dials_list),
    ] {
        if fields.has(name) && !fields.is_null(name) {
            *place = fields.flag(name, errors);
        }
    }
    if fields.has("consent_kinds") {
        draft.consent_kinds = fields.texts("consent_kinds", errors);
    }
    if let Some(windows) = fields.value("windows").filter(|value| !value.is_null()) {
        match serde_json::from_value(windows.clone()) {
            Ok(windows) => draft.windows = windows,
            Err(_) => errors.add(
                "windows",
                "This must be a list such as [{\"days\": \"all\", \"start\": \"09:00\", \"end\": \"20:00\"}].",
            ),
        }
    }
    draft
}

/// The provider that was meant, and the signing key of one that was made for it; none is made that can't run the campaign.
pub async fn provider(
    state: &AppState,
    caller: &Caller,
    fields: &Fields,
    text: &CampaignText,
) -> Result<(ProviderId, Option<String>), Refusal> {
    let mut errors = FieldErrors::new();
    let id = fields.whole("provider_id", &mut errors).and_then(|id| i64::try_from(id).ok());
    let wanted = fields.object("provider", &mut errors);
    let (kind, url) = (wanted.text("kind", &mut errors), wanted.text("url", &mut errors));
    let draft = ProviderDraft {
        name: wanted.text("name", &mut errors),
        kind: kind.clone(),
        base_url: url.clone(),
        credential: wanted.text("credential", &mut errors),
        account_sid: wanted.text("account_sid", &mut errors),
        caller_id: wanted.text("caller_id", &mut errors),
        detects_machines: wanted.flag("detects_machines", &mut errors),
        looks_up: true,
        tells_bridging: wanted.flag("tells_bridging", &mut errors),
        max_concurrent: wanted.text("max_concurrent", &mut errors),
        ..ProviderDraft::default()
    };
    errors.into_result(())?;
    if let Some(id) = id {
        return Ok((ProviderId(id), None));
    }
    let known = engine::provider::list(&state.engine, &caller.scope).await?;
    if !fields.has("provider") || fields.is_null("provider") {
        let first = known.first().map(|provider| (provider.id, None));
        return first.ok_or_else(|| Refusal::invalid("provider", "The company has no provider yet: send one."));
    }
    let is_twilio = ProviderKind::from_word(&kind) == Some(ProviderKind::Twilio);
    let url = if is_twilio && url.trim().is_empty() { twilio::ADDRESS.to_owned() } else { url };
    let same = |provider: &&Provider| {
        provider.kind.as_str() == kind.trim()
            && provider.base_url.trim_end_matches('/') == url.trim().trim_end_matches('/')
            && (!is_twilio || provider.account_sid == draft.account_sid.trim())
    };
    if let Some(provider) = known.iter().find(same) {
        return Ok((provider.id, None));
    }
    if let Some(kind) = ProviderKind::from_word(&kind) {
        text.fits(kind)?;
    }
    let name = if draft.name.trim().is_empty() { url.trim().chars().take(100).collect() } else { draft.name };
    let made = engine::provider::create(&state.engine, &caller.scope, &ProviderDraft { name, ..draft }).await?;
    // Twilio signs with its own token.
    Ok((made.id, (!is_twilio).then(|| made.signing_key.expose_secret().to_owned())))
}

/// Numbers as they were sent, what is none among them: each is told of by itself. A single one may stand alone.
pub fn numbers(fields: &Fields) -> Vec<String> {
    let text = |value: &serde_json::Value| match value {
        // The database keeps what was refused, and takes no zero byte.
        serde_json::Value::String(text) => text.replace('\0', "\u{fffd}"),
        other => other.to_string(),
    };
    match fields.value("phone_numbers") {
        None | Some(serde_json::Value::Null) => Vec::new(),
        Some(serde_json::Value::Array(values)) => values.iter().map(text).collect(),
        Some(one) => vec![text(one)],
    }
}
