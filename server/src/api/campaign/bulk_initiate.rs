use super::answer::{CampaignRefusals, missing, refused};
use super::body::numbers;
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
use domain::phone::grouped;
use engine::dial::{Batch, Numbers, initiate_many};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What came of many numbers (CONTRACTS C).
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchBody {
    success: bool,
    /// It can be read back by.
    batch_id: Uuid,
    campaign_id: i64,
    campaign_name: String,
    /// `immediate_processed + queued_for_later + blocked + failed`.
    total_requested: usize,
    immediate_processed: usize,
    queued_for_later: usize,
    failed: usize,
    /// In the order of the numbers.
    call_ids: Vec<Uuid>,
    queue_info: QueueInfo,
    /// The first 1,000; `failed_count` counts all.
    failed_numbers: Vec<FailedNumber>,
    failed_count: usize,
    blocked: usize,
}

/// How it stands with the queue.
#[derive(Debug, Serialize, ToSchema)]
struct QueueInfo {
    available_slots: usize,
    immediate_processed: usize,
    queued_pending: usize,
    total_in_queue: u64,
    message: String,
}

/// A number that was not taken.
#[derive(Debug, Serialize, ToSchema)]
struct FailedNumber {
    phone_number: String,
    reason: String,
}

impl From<Batch> for BatchBody {
    fn from(batch: Batch) -> Self {
        let message =
            format!("{} begin at once, {} wait", grouped(batch.immediate as u64), grouped(batch.queued as u64));
        let failed_numbers = batch
            .failures
            .into_iter()
            .map(|failure| FailedNumber { phone_number: failure.phone_number, reason: failure.reason });
        Self {
            success: true,
            batch_id: batch.id,
            campaign_id: batch.campaign.0,
            campaign_name: batch.campaign_name,
            total_requested: batch.requested,
            immediate_processed: batch.immediate,
            queued_for_later: batch.queued,
            failed: batch.failed,
            call_ids: batch.call_ids,
            queue_info: QueueInfo {
                available_slots: batch.slots,
                immediate_processed: batch.immediate,
                queued_pending: batch.queued,
                total_in_queue: batch.waiting,
                message,
            },
            failed_numbers: failed_numbers.collect(),
            failed_count: batch.failed,
            blocked: batch.blocked,
        }
    }
}

/// What is asked for, for the document.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
struct BulkBody {
    campaign_id: i64,
    /// Up to 100,000.
    phone_numbers: Option<Vec<String>>,
    /// Those on the campaign's list of whom no call was made yet, instead.
    use_campaign_numbers: Option<bool>,
}

/// Has many numbers called by a campaign that runs: a bad one is named, the rest is accepted.
#[utoipa::path(
    post, path = "/api/v1/bulk-initiate-calls/", tag = "Campaign calls", operation_id = "bulk_initiate_calls",
    request_body = BulkBody,
    responses((status = 201, description = "Accepted", body = BatchBody), CampaignRefusals)
)]
pub async fn bulk_initiate(State(state): State<AppState>, caller: Caller, fields: Fields) -> Result<Response, Refusal> {
    let mut errors = FieldErrors::new();
    let campaign = fields.whole("campaign_id", &mut errors).and_then(|id| i64::try_from(id).ok());
    let numbers = numbers(&fields);
    let of_campaign = fields.flag("use_campaign_numbers", &mut errors);
    errors.into_result(())?;
    let Some(campaign) = campaign else { return Ok(missing("campaign_id is required", &["campaign_id"])) };
    let numbers = if of_campaign { Numbers::OfCampaign } else { Numbers::These(&numbers) };
    let batch = initiate_many(&state.engine, &caller.scope, CampaignId(campaign), &numbers).await?;
    Ok(match batch {
        Some(batch) => (StatusCode::CREATED, Json(BatchBody::from(batch))).into_response(),
        None => refused(StatusCode::NOT_FOUND, "Campaign not found or inactive"),
    })
}
