use super::answer::CampaignRefusals;
use super::view::NO_CAMPAIGN;
use crate::api::call::PathTexts;
use crate::api::envelope::Refusal;
use crate::api::input::path_id;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::calling_rule::CallingRule;
use domain::dial::Zones;
use domain::id::CampaignId;
use domain::phone::PhoneNumber;
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// A stretch of time in which somebody may be called.
#[derive(Debug, Serialize, ToSchema)]
pub struct StretchView {
    #[serde(with = "time::serde::rfc3339")]
    from: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    to: OffsetDateTime,
}

/// Why a number is called by a campaign or not.
#[derive(Debug, Serialize, ToSchema)]
pub struct NumberExplainView {
    campaign_id: i64,
    phone_number: String,
    /// ALLOWED, or why not.
    verdict: &'static str,
    /// The same in a sentence.
    text: String,
    /// When it may be called, where that is later.
    #[serde(with = "time::serde::rfc3339::option")]
    next_at: Option<OffsetDateTime>,
    /// What the verdict was made of.
    inputs: Value,
    /// The clocks that whoever has the number may go by.
    time_zones: Vec<String>,
    /// When it may be called within seven days, as things stand.
    outlook: Vec<StretchView>,
    /// The ids of the calling rules that count for it today.
    rules: Vec<String>,
    /// Those by which it is not called at this moment.
    closed_by: Vec<String>,
    /// The open call of the number, of whichever campaign: while it is open nobody else calls.
    open_call_id: Option<Uuid>,
    #[serde(with = "time::serde::rfc3339")]
    as_of: OffsetDateTime,
}

/// Why a number is called by a campaign or not, now and over the next seven days. It need not be on the campaign's list, and nothing
/// is dialled by asking.
#[utoipa::path(
    get, path = "/api/v1/campaigns/{campaign_id}/explain/{phone_number}/", tag = "Campaign calls",
    operation_id = "explain_number",
    params(
        ("campaign_id" = i64, Path, description = "The campaign's id"),
        ("phone_number" = String, Path, description = "The number, in any usual form"),
    ),
    responses((status = 200, description = "The reasons", body = NumberExplainView), CampaignRefusals)
)]
pub async fn explain_number(
    State(state): State<AppState>,
    caller: Caller,
    PathTexts(id, number): PathTexts,
) -> Result<Json<NumberExplainView>, Refusal> {
    let id = CampaignId(path_id(&id, "id", NO_CAMPAIGN)?);
    let number: PhoneNumber = number
        .parse()
        .map_err(|error: domain::phone::NumberError| Refusal::invalid("phone_number", error.to_string()))?;
    let told = engine::campaign::explain(&state.engine, &caller.scope, id, number).await;
    let told = told.map_err(Refusal::at("id", NO_CAMPAIGN))?;
    let ids = |rules: Vec<CallingRule>| rules.into_iter().map(|rule| rule.id).collect();
    Ok(Json(NumberExplainView {
        campaign_id: id.0,
        phone_number: told.number.e164(),
        verdict: told.verdict.as_str(),
        text: told.verdict.says(),
        next_at: told.verdict.at(),
        inputs: told.inputs,
        time_zones: told.zones.as_ref().map(Zones::names).unwrap_or_default(),
        outlook: told.outlook.into_iter().map(|(from, to)| StretchView { from, to }).collect(),
        rules: ids(told.rules),
        closed_by: ids(told.closed_by),
        open_call_id: told.open_dial.map(|dial| dial.call_id),
        as_of: told.at,
    }))
}
