use super::abandoned::AbandonedView;
use super::answer::CampaignRefusals;
use super::view::NO_CAMPAIGN;
use crate::api::envelope::Refusal;
use crate::api::input::{PathText, path_id};
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::id::CampaignId;
use engine::campaign::{figures, preview};
use engine::dial::{Day, metrics};
use serde::Serialize;
use std::collections::BTreeMap;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// How dialling goes (CONTRACTS C).
#[derive(Debug, Serialize, ToSchema)]
pub struct MetricsView {
    current_concurrent_calls: u64,
    max_concurrent_calls: u64,
    /// The last eight days in UTC, the newest first.
    recent_metrics: Vec<DayView>,
    /// healthy or at_capacity.
    system_status: &'static str,
}

/// One day.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayView {
    date: String,
    total_calls_initiated: u64,
    total_calls_picked: u64,
    total_calls_disconnected: u64,
    total_calls_rnr: u64,
    total_calls_failed: u64,
    total_retries: u64,
    peak_concurrent_calls: u64,
    total_call_duration_seconds: u64,
    dlq_entries_created: u64,
}

impl From<Day> for DayView {
    fn from(day: Day) -> Self {
        Self {
            date: day.date.to_string(),
            total_calls_initiated: day.initiated,
            total_calls_picked: day.picked,
            total_calls_disconnected: day.disconnected,
            total_calls_rnr: day.rnr,
            total_calls_failed: day.failed,
            total_retries: day.retries,
            peak_concurrent_calls: day.peak,
            total_call_duration_seconds: day.talk_seconds,
            dlq_entries_created: day.dead_letters,
        }
    }
}

/// How dialling goes in the company: counts of its rows.
#[utoipa::path(
    get, path = "/api/v1/metrics/", tag = "Campaign calls", operation_id = "dialling_metrics",
    responses((status = 200, description = "The figures", body = MetricsView), CampaignRefusals)
)]
pub async fn show(State(state): State<AppState>, caller: Caller) -> Result<Json<MetricsView>, Refusal> {
    let told = metrics(&state.engine, &caller.scope).await?;
    Ok(Json(MetricsView {
        current_concurrent_calls: told.calls,
        max_concurrent_calls: told.at_once,
        system_status: if told.calls >= told.at_once { "at_capacity" } else { "healthy" },
        recent_metrics: told.days.into_iter().map(DayView::from).collect(),
    }))
}

/// Why who is called and who is not.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainView {
    campaign_id: i64,
    status: &'static str,
    /// `accepted = queued + in_flight + retrying + completed + failed + blocked + cancelled`.
    calls: BTreeMap<&'static str, u64>,
    /// Calls under way, and how many may be.
    current_concurrent_calls: u64,
    max_concurrent_calls: u64,
    /// Everybody on the list and in the queue by the word of the verdict.
    verdicts: BTreeMap<String, u64>,
    /// Of those on the list of whom no call was made yet.
    would_be_called_now: u64,
    would_wait: u64,
    would_never_be_called: u64,
    /// When the first of those who wait, on the list or in the queue, may be called.
    #[serde(with = "time::serde::rfc3339::option")]
    opens_at: Option<OffsetDateTime>,
    /// Why the provider takes no calls.
    provider_error: Option<String>,
    /// How it stands to the limit of abandoned calls; null before it was started.
    abandoned: Option<AbandonedView>,
}

/// Why who is called and who is not: the verdicts of everybody on the list, and how the campaign stands.
#[utoipa::path(
    get, path = "/api/v1/campaigns/{campaign_id}/explain/", tag = "Campaign calls", operation_id = "explain_campaign",
    params(("campaign_id" = i64, Path, description = "The campaign's id")),
    responses((status = 200, description = "The reasons", body = ExplainView), CampaignRefusals)
)]
pub async fn explain(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
) -> Result<Json<ExplainView>, Refusal> {
    let id = CampaignId(path_id(&id, "id", NO_CAMPAIGN)?);
    let (engine, scope) = (&state.engine, &caller.scope);
    let preview = preview(engine, scope, id).await.map_err(Refusal::at("id", NO_CAMPAIGN))?;
    let figures = figures(engine, scope, id).await?;
    Ok(Json(ExplainView {
        campaign_id: id.0,
        status: figures.state.as_str(),
        calls: BTreeMap::from([
            ("accepted", figures.accepted),
            ("queued", figures.queued),
            ("in_flight", figures.in_flight),
            ("retrying", figures.retrying),
            ("completed", figures.completed),
            ("failed", figures.failed),
            ("blocked", figures.blocked),
            ("cancelled", figures.cancelled),
        ]),
        current_concurrent_calls: figures.slots,
        max_concurrent_calls: figures.at_once,
        verdicts: figures.verdicts.into_iter().collect(),
        would_be_called_now: preview.now,
        would_wait: preview.later,
        would_never_be_called: preview.never,
        opens_at: preview.opens_at.into_iter().chain(figures.next_at).min(),
        provider_error: figures.held_up.map(|held| held.why),
        abandoned: figures.abandoned.as_ref().map(AbandonedView::of),
    }))
}
