use super::answer::{CampaignRefusals, missing, refused};
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::FieldErrors;
use domain::id::CampaignId;
use domain::phone::PhoneNumber;
use engine::dial::{Initiated, Refusal as NotMade};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// A call as it was accepted (CONTRACTS C).
#[derive(Debug, Serialize, ToSchema)]
pub struct CallBody {
    call_id: Uuid,
    campaign: i64,
    campaign_name: String,
    phone_number: String,
    /// INITIATED, QUEUED, or BLOCKED with the reason in `error_message`.
    status: &'static str,
    attempt_count: u32,
    max_attempts: u32,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    last_attempt_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    next_retry_at: Option<OffsetDateTime>,
    /// Seconds.
    total_call_time: Option<u32>,
    external_call_id: Option<String>,
    error_message: Option<String>,
}

impl From<Initiated> for CallBody {
    fn from(made: Initiated) -> Self {
        Self {
            call_id: made.call_id,
            campaign: made.campaign.0,
            campaign_name: made.campaign_name,
            phone_number: made.number.e164(),
            status: made.state.as_str(),
            attempt_count: 0,
            max_attempts: made.max_attempts,
            created_at: made.created_at,
            updated_at: made.created_at,
            last_attempt_at: None,
            next_retry_at: None,
            total_call_time: None,
            external_call_id: None,
            error_message: made.error,
        }
    }
}

/// What is asked for, for the document.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
struct InitiateBody {
    /// E.164, or as people write numbers of the North American plan.
    phone_number: String,
    campaign_id: i64,
}

/// Has a number called by a campaign that runs.
#[utoipa::path(
    post, path = "/api/v1/initiate-call/", tag = "Campaign calls", operation_id = "initiate_call",
    request_body = InitiateBody,
    responses((status = 201, description = "Accepted", body = CallBody), CampaignRefusals)
)]
pub async fn initiate(State(state): State<AppState>, caller: Caller, fields: Fields) -> Result<Response, Refusal> {
    let mut errors = FieldErrors::new();
    let number = fields.text("phone_number", &mut errors);
    let campaign = fields.whole("campaign_id", &mut errors).and_then(|id| i64::try_from(id).ok());
    errors.into_result(())?;
    let (false, Some(campaign)) = (number.trim().is_empty(), campaign) else {
        let mut fields = Vec::new();
        if number.trim().is_empty() {
            fields.push("phone_number");
        }
        if campaign.is_none() {
            fields.push("campaign_id");
        }
        return Ok(missing("phone_number and campaign_id are required", &fields));
    };
    let Ok(number) = number.parse::<PhoneNumber>() else {
        return Ok(refused(StatusCode::BAD_REQUEST, "Invalid phone number format"));
    };
    let made = engine::dial::initiate(&state.engine, &caller.scope, CampaignId(campaign), number).await?;
    Ok(match made {
        Ok(made) => (StatusCode::CREATED, Json(CallBody::from(made))).into_response(),
        Err(NotMade::NoCampaign) => refused(StatusCode::NOT_FOUND, "Campaign not found or inactive"),
        Err(NotMade::InProgress) => {
            let text = format!("Call to {} already in progress", number.e164());
            refused(StatusCode::TOO_MANY_REQUESTS, text)
        }
    })
}
