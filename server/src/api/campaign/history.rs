use super::answer::CampaignRefusals;
use super::view::NO_CAMPAIGN;
use crate::api::envelope::Refusal;
use crate::api::input::{PathText, QueryFields, path_id};
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::campaign::{CampaignHour, HistoryDraft};
use domain::id::CampaignId;
use engine::campaign::{History, history};
use serde::Serialize;
use std::collections::BTreeMap;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// How a campaign stood, hour by hour.
#[derive(Debug, Serialize, ToSchema)]
pub struct CampaignHistoryView {
    campaign_id: i64,
    campaign_name: String,
    /// The first and the last day, both in it, by the clock of `time_zone`.
    from: String,
    to: String,
    time_zone: String,
    /// The first hour and the last of which anything is known, within the days or outside of them; null where nothing is.
    #[serde(with = "time::serde::rfc3339::option")]
    recorded_from: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    recorded_until: Option<OffsetDateTime>,
    /// The oldest first. An hour is missing in which the campaign was neither scheduled nor under way, or no dialler ran.
    hours: Vec<CampaignHourView>,
}

/// How a campaign stood at one moment of an hour.
#[derive(Debug, Serialize, ToSchema)]
pub struct CampaignHourView {
    /// When the hour began.
    #[serde(with = "time::serde::rfc3339")]
    hour: OffsetDateTime,
    /// The moment of which the counts are.
    #[serde(with = "time::serde::rfc3339")]
    counted_at: OffsetDateTime,
    /// scheduled, running, paused, draining, completed or cancelled, at that moment.
    state: &'static str,
    /// On the list, of whom no call was made yet.
    contacts_left: u64,
    queued: u64,
    in_flight: u64,
    retrying: u64,
    completed: u64,
    failed: u64,
    blocked: u64,
    cancelled: u64,
    /// Why those waited who waited, by word; the sum is `contacts_left` + `queued` + `retrying`.
    waiting: BTreeMap<String, u64>,
}

/// How a campaign stood, hour by hour, as it was counted then: why those waited who waited, and what had become of the others.
#[utoipa::path(
    get, path = "/api/v1/campaigns/{campaign_id}/history/", tag = "Campaign calls", operation_id = "campaign_history",
    params(
        ("campaign_id" = i64, Path, description = "The campaign's id"),
        ("from" = Option<String>, Query, description = "The first day, YYYY-MM-DD; the seventh up to `to` where nothing is said"),
        ("to" = Option<String>, Query, description = "The last day; today where nothing is said. At most 31 days"),
    ),
    responses((status = 200, description = "The history", body = CampaignHistoryView), CampaignRefusals)
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    fields: QueryFields,
) -> Result<Json<CampaignHistoryView>, Refusal> {
    let id = CampaignId(path_id(&id, "id", NO_CAMPAIGN)?);
    let text = |name| fields.get(name).unwrap_or_default().to_owned();
    let draft = HistoryDraft { from: text("from"), to: text("to") };
    let told = history(&state.engine, &caller.scope, id, &draft).await.map_err(Refusal::at("id", NO_CAMPAIGN))?;
    Ok(Json(CampaignHistoryView::from(told)))
}

impl From<History> for CampaignHistoryView {
    fn from(told: History) -> Self {
        Self {
            campaign_id: told.campaign.id.0,
            campaign_name: told.campaign.name,
            from: told.period.days.first.to_string(),
            to: told.period.days.last.to_string(),
            time_zone: told.period.zone,
            recorded_from: told.recorded.map(|(first, _)| first),
            recorded_until: told.recorded.map(|(_, last)| last),
            hours: told.hours.into_iter().map(CampaignHourView::from).collect(),
        }
    }
}

impl From<CampaignHour> for CampaignHourView {
    fn from(row: CampaignHour) -> Self {
        Self {
            hour: row.hour,
            counted_at: row.counted_at,
            state: row.state.as_str(),
            contacts_left: row.contacts_left,
            queued: row.queued,
            in_flight: row.in_flight,
            retrying: row.retrying,
            completed: row.completed,
            failed: row.failed,
            blocked: row.blocked,
            cancelled: row.cancelled,
            waiting: row.waiting.into_iter().collect(),
        }
    }
}
