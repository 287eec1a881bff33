//! Campaigns, dials and the rest as they are sent.

use domain::campaign::CampaignState;
use domain::dial::{DialState, Outcome};
use engine::campaign::{CampaignLine, Setting};
use engine::dial::dead_letter::DeadLetter;
use engine::dial::{Attempt, BatchStanding, Dial, DialStory, EventKind, ProviderEvent};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// What is answered for a campaign that the company does not have.
pub const NO_CAMPAIGN: &str = "Campaign not found";
/// And for a call.
pub const NO_CALL: &str = "Call not found";

/// A campaign as lists have it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CampaignView {
    id: i64,
    name: String,
    description: String,
    /// draft, scheduled, running, paused, draining, completed or cancelled.
    status: &'static str,
    /// Whether it runs.
    is_active: bool,
    provider_id: i64,
    provider_name: String,
    /// On its list and in its dials.
    phone_count: u64,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
}

impl From<CampaignLine> for CampaignView {
    fn from(line: CampaignLine) -> Self {
        Self {
            id: line.campaign.id.0,
            name: line.campaign.name,
            description: line.campaign.description,
            status: line.campaign.state.as_str(),
            is_active: line.campaign.state == CampaignState::Running,
            provider_id: line.campaign.provider.0,
            provider_name: line.provider_name,
            phone_count: line.all.figure(),
            created_at: line.campaign.created_at,
            updated_at: line.campaign.updated_at,
        }
    }
}

/// A campaign with what it is set to.
#[derive(Debug, Serialize, ToSchema)]
pub struct CampaignDetail {
    id: i64,
    name: String,
    description: String,
    status: &'static str,
    is_active: bool,
    provider_id: i64,
    /// The number that is shown to whoever is called; null for the provider's own.
    caller_id: Option<String>,
    answer_url: String,
    max_concurrent: u64,
    calls_per_second: Option<u64>,
    /// In the called party's time.
    #[schema(value_type = Vec<Object>)]
    windows: Value,
    enforce_hours: bool,
    /// YAML; null for the company's.
    retry_policy: Option<String>,
    max_attempts: Option<u64>,
    day_cap: Option<u64>,
    lifetime_cap: Option<u64>,
    consent_required: bool,
    consent_kinds: Vec<String>,
    log_calls: bool,
    /// Minutes.
    longest_call: Option<u64>,
    /// Whether it calls everybody on its list and is over with it.
    dials_list: bool,
    phone_count: u64,
    #[serde(with = "time::serde::rfc3339::option")]
    starts_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    started_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    ended_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
    version: i64,
    /// What a provider that was made with the campaign signs its callbacks with; it is told this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signing_key: Option<String>,
}

impl CampaignDetail {
    pub fn new(setting: Setting, phone_count: u64) -> Self {
        let Setting { campaign, draft } = setting;
        let text = |text: String| Some(text).filter(|text| !text.trim().is_empty());
        let figure = |text: &str| text.parse().ok();
        Self {
            id: campaign.id.0,
            name: campaign.name,
            description: campaign.description,
            status: campaign.state.as_str(),
            is_active: campaign.state == CampaignState::Running,
            provider_id: campaign.provider.0,
            caller_id: text(draft.caller_id),
            answer_url: draft.answer_url,
            max_concurrent: figure(&draft.max_concurrent).unwrap_or(0),
            calls_per_second: figure(&draft.calls_per_second),
            windows: serde_json::to_value(&draft.windows).unwrap_or_default(),
            enforce_hours: draft.enforce_hours,
            retry_policy: text(draft.retry_policy),
            max_attempts: figure(&draft.max_attempts),
            day_cap: figure(&draft.day_cap),
            lifetime_cap: figure(&draft.lifetime_cap),
            consent_required: draft.consent_required,
            consent_kinds: draft.consent_kinds,
            log_calls: draft.log_calls,
            longest_call: figure(&draft.longest_call),
            dials_list: draft.dials_list,
            phone_count,
            starts_at: campaign.starts_at,
            started_at: campaign.started_at,
            ended_at: campaign.ended_at,
            created_at: campaign.created_at,
            updated_at: campaign.updated_at,
            version: campaign.version,
            signing_key: None,
        }
    }
}

/// A call of a campaign (CONTRACTS C).
#[derive(Debug, Serialize, ToSchema)]
pub struct DialView {
    call_id: Uuid,
    campaign: i64,
    campaign_name: String,
    phone_number: String,
    contact_id: Option<i64>,
    batch_id: Option<Uuid>,
    /// INITIATED, QUEUED, RETRYING, PROCESSING, PICKED, COMPLETED, FAILED, BLOCKED or CANCELLED.
    status: &'static str,
    /// Of the last attempt that ended: PICKED, DISCONNECTED, RNR, FAILED or DECLINED.
    outcome: Option<&'static str>,
    attempt_count: u32,
    max_attempts: Option<u32>,
    /// The word of the verdict; ALLOWED or why not.
    verdict: String,
    #[schema(value_type = Option<Object>)]
    verdict_inputs: Option<Value>,
    #[serde(with = "time::serde::rfc3339")]
    verdict_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    last_attempt_at: Option<OffsetDateTime>,
    /// When it is tried next, while it waits.
    #[serde(with = "time::serde::rfc3339::option")]
    next_retry_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    ended_at: Option<OffsetDateTime>,
    /// Seconds.
    total_call_time: Option<u32>,
    external_call_id: Option<String>,
    error_message: Option<String>,
}

impl From<Dial> for DialView {
    fn from(dial: Dial) -> Self {
        Self {
            call_id: dial.call_id,
            campaign: dial.campaign.0,
            campaign_name: dial.campaign_name,
            phone_number: dial.number.e164(),
            contact_id: dial.contact.map(|contact| contact.0),
            batch_id: dial.batch,
            status: dial.state.as_str(),
            outcome: dial.outcome.map(Outcome::as_str),
            attempt_count: dial.attempts,
            max_attempts: dial.budget,
            verdict: dial.verdict,
            verdict_inputs: dial.verdict_inputs,
            verdict_at: dial.verdict_at,
            created_at: dial.created_at,
            updated_at: dial.updated_at,
            last_attempt_at: dial.last_attempt_at,
            next_retry_at: dial.next_at,
            ended_at: dial.ended_at,
            total_call_time: dial.talk_seconds,
            external_call_id: dial.external_id,
            error_message: dial.error,
        }
    }
}

/// A call with its attempts and what the provider told.
#[derive(Debug, Serialize, ToSchema)]
pub struct DialDetail {
    #[serde(flatten)]
    call: DialView,
    attempts: Vec<AttemptView>,
    events: Vec<EventView>,
}

/// One attempt.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttemptView {
    attempt: u32,
    /// placing, unknown, placed, answered, lost or ended.
    state: &'static str,
    outcome: Option<&'static str>,
    external_call_id: Option<String>,
    detail: Option<String>,
    error: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    started_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    placed_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    answered_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    ended_at: Option<OffsetDateTime>,
    call_duration: Option<u32>,
    /// What the verdict was made of that let this call begin, as it was then.
    verdict_inputs: Option<Value>,
}

/// Something the provider told.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventView {
    event_id: String,
    attempt: Option<u32>,
    /// placed, answered or ended.
    event: &'static str,
    outcome: Option<&'static str>,
    call_duration: Option<u32>,
    detail: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    received_at: OffsetDateTime,
    /// Whether it changed anything; null until it is applied.
    changed: Option<bool>,
}

impl From<DialStory> for DialDetail {
    fn from(story: DialStory) -> Self {
        Self {
            call: story.dial.into(),
            attempts: story.attempts.into_iter().map(AttemptView::from).collect(),
            events: story.events.into_iter().map(EventView::from).collect(),
        }
    }
}

impl From<Attempt> for AttemptView {
    fn from(attempt: Attempt) -> Self {
        Self {
            attempt: attempt.place,
            state: attempt.state.as_str(),
            outcome: attempt.outcome.map(Outcome::as_str),
            external_call_id: attempt.external_id,
            detail: attempt.detail,
            error: attempt.error,
            started_at: attempt.started_at,
            placed_at: attempt.placed_at,
            answered_at: attempt.answered_at,
            ended_at: attempt.ended_at,
            call_duration: attempt.talk_seconds,
            verdict_inputs: attempt.verdict_inputs,
        }
    }
}

impl From<ProviderEvent> for EventView {
    fn from(event: ProviderEvent) -> Self {
        Self {
            event_id: event.event_id,
            attempt: event.attempt,
            event: match event.event {
                EventKind::Placed => "placed",
                EventKind::Answered => "answered",
                EventKind::Ended => "ended",
            },
            outcome: event.outcome.map(Outcome::as_str),
            call_duration: event.talk_seconds,
            detail: event.detail,
            received_at: event.received_at,
            changed: event.changed,
        }
    }
}

/// A batch as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchView {
    batch_id: Uuid,
    campaign_id: i64,
    campaign_name: String,
    total_requested: u64,
    accepted: u64,
    failed_count: u64,
    /// How many calls have which status.
    statuses: BTreeMap<&'static str, u64>,
    /// Whether every call of it has ended.
    is_over: bool,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl From<BatchStanding> for BatchView {
    fn from(batch: BatchStanding) -> Self {
        Self {
            batch_id: batch.id,
            campaign_id: batch.campaign.0,
            campaign_name: batch.campaign_name,
            total_requested: batch.requested,
            accepted: batch.accepted,
            failed_count: batch.failed,
            is_over: batch.states.iter().all(|(state, _)| state.is_ended()),
            statuses: batch.states.into_iter().map(|(state, n): (DialState, u64)| (state.as_str(), n)).collect(),
            created_at: batch.created_at,
        }
    }
}

/// A dead letter.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeadLetterView {
    id: i64,
    /// dial.failed or attempt.lost.
    topic: &'static str,
    campaign_id: i64,
    campaign_name: String,
    call_id: Option<Uuid>,
    phone_number: Option<String>,
    #[schema(value_type = Object)]
    payload: Value,
    error: String,
    attempts: u32,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    last_tried_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    processed_at: Option<OffsetDateTime>,
    /// replayed or discarded; null while it is open.
    resolution: Option<&'static str>,
}

impl From<DeadLetter> for DeadLetterView {
    fn from(letter: DeadLetter) -> Self {
        Self {
            id: letter.id.0,
            topic: letter.topic.as_str(),
            campaign_id: letter.campaign.0,
            campaign_name: letter.campaign_name,
            call_id: letter.call_id,
            phone_number: letter.number.map(|number| number.e164()),
            payload: letter.payload,
            error: letter.error,
            attempts: letter.attempts,
            created_at: letter.created_at,
            last_tried_at: letter.last_tried_at,
            processed_at: letter.settled.as_ref().map(|settled| settled.at),
            resolution: letter.settled.map(|settled| if settled.replayed { "replayed" } else { "discarded" }),
        }
    }
}
