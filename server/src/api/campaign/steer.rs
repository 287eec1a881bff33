use super::answer::CampaignRefusals;
use super::campaigns::detail;
use super::view::{CampaignDetail, NO_CAMPAIGN};
use crate::api::call::PathTexts;
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, PathText, path_id};
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::FieldErrors;
use domain::campaign::CampaignAction;
use domain::id::CampaignId;
use domain::moment::moment;
use engine::dial::TakenUp;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// When it starts, for the document.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct ScheduleBody {
    /// For `schedule`: a moment with its offset.
    starts_at: Option<String>,
}

/// Does something to a campaign: start, schedule, unschedule, pause, resume, drain or cancel. What its state does not allow is
/// answered 409.
#[utoipa::path(
    post, path = "/api/v1/campaigns/{campaign_id}/{action}/", tag = "Campaign calls", operation_id = "steer_campaign",
    params(
        ("campaign_id" = i64, Path, description = "The campaign's id"),
        ("action" = String, Path, description = "start, schedule, unschedule, pause, resume, drain or cancel"),
    ),
    request_body = ScheduleBody,
    responses((status = 200, description = "The campaign as it is now", body = CampaignDetail), CampaignRefusals)
)]
pub async fn steer(
    State(state): State<AppState>,
    caller: Caller,
    PathTexts(id, action): PathTexts,
    fields: Fields,
) -> Result<Json<CampaignDetail>, Refusal> {
    let id = CampaignId(path_id(&id, "id", NO_CAMPAIGN)?);
    let action = CampaignAction::ALL
        .into_iter()
        .find(|known| known.as_str() == action && known.is_said())
        .ok_or_else(|| Refusal::Errors(StatusCode::NOT_FOUND, FieldErrors::one("action", "No such action")))?;
    let mut errors = FieldErrors::new();
    let typed = fields.text("starts_at", &mut errors);
    let at = match typed.trim() {
        "" => None,
        // Without its offset it is a moment in UTC.
        typed => match moment(typed, |local| local.assume_utc()) {
            Some(at) => Some(at),
            None => {
                errors.add("starts_at", "This must be a moment, such as 2026-07-06T09:00:00-07:00.");
                None::<OffsetDateTime>
            }
        },
    };
    errors.into_result(())?;
    let done = engine::campaign::steer(&state.engine, &caller.scope, id, action, at).await;
    done.map_err(Refusal::at("id", NO_CAMPAIGN))?;
    Ok(Json(detail(&state, &caller, id).await?))
}

/// What came of a second look at blocked calls.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakenUpBody {
    /// Blocked calls that were looked at, at most 50,000 at once.
    looked_at: u32,
    /// Those that wait now.
    taken_up: u32,
    /// Whether some were not looked at: asked again, it begins with them.
    more: bool,
}

/// Looks again at the campaign's blocked calls, as consent may have been recorded since: what the verdict allows now waits from
/// now on, the rest stays blocked. 409 for a campaign that was cancelled or is being drained.
#[utoipa::path(
    post, path = "/api/v1/campaigns/{campaign_id}/take-up-blocked/", tag = "Campaign calls",
    operation_id = "take_up_blocked_calls",
    params(("campaign_id" = i64, Path, description = "The campaign's id")),
    responses((status = 200, description = "What came of it", body = TakenUpBody), CampaignRefusals)
)]
pub async fn take_up_blocked(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    _fields: Fields,
) -> Result<Json<TakenUpBody>, Refusal> {
    let id = CampaignId(path_id(&id, "id", NO_CAMPAIGN)?);
    let taken = engine::dial::take_up_blocked(&state.engine, &caller.scope, id).await;
    let TakenUp { looked_at, taken_up, more } = taken.map_err(Refusal::at("id", NO_CAMPAIGN))?;
    Ok(Json(TakenUpBody { looked_at, taken_up, more }))
}
