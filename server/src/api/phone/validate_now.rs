//! Validations that answer with their result: the caller waits.

use super::validate::{project, start};
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::Fields;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use domain::FieldErrors;
use domain::id::NumberId;
use domain::job::JobState;
use engine::Error;
use engine::number::{self, VALIDATION_BATCH, Wanted};
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;
use uuid::Uuid;

/// Which project to validate.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct ValidateNowBody {
    project_id: i64,
}

/// What came of a validation.
#[derive(Debug, Serialize, ToSchema)]
pub struct ValidationResult {
    /// Valid numbers.
    validated_count: i64,
    /// Invalid ones.
    error_count: i64,
    total_processed: i64,
    /// The task that did it. It goes on when the figures fall short of what was pending: a request waits only so long.
    task_id: Uuid,
}

/// Validates a project's pending numbers and answers when that is done, or when the time of a request is nearly over.
#[utoipa::path(
    post, path = "/api/phone-validator/start-validation-free/", tag = "Phone numbers", operation_id = "start_validation_free",
    request_body = ValidateNowBody,
    responses((status = 200, description = "What came of it", body = Reply<ValidationResult>), Refused)
)]
pub async fn start_validation(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<Reply<ValidationResult>, Refusal> {
    let mut errors = FieldErrors::new();
    let project = project(&fields, &mut errors);
    if project.is_none() && errors.is_empty() {
        errors.add("project_id", "Project ID is required.");
    }
    errors.into_result(())?;
    let started = start(&state, &caller, project, &Wanted::Pending, VALIDATION_BATCH).await?;
    let detail = engine::job::ended(&state.engine, &caller.scope, started.job, patience(&state)).await?;
    let progress = detail.progress;
    if matches!(progress.state, JobState::Failed | JobState::Cancelled) {
        let text = progress.error.unwrap_or_else(|| "The validation was cancelled.".into());
        return Err(Refusal::Errors(StatusCode::CONFLICT, FieldErrors::one("phone_id", text)));
    }
    Ok(Reply::ok(ValidationResult {
        validated_count: progress.succeeded,
        error_count: progress.failed,
        total_processed: progress.processed,
        task_id: started.job.0,
    }))
}

/// How long an answer may wait for its job: a little less than the request may take.
pub(in crate::api) fn patience(state: &AppState) -> Duration {
    state.config.limits.request.mul_f64(0.8)
}

/// Which number to validate.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct NumberBody {
    phone_id: i64,
}

/// What the prefix table says of a number.
#[derive(Debug, Serialize, ToSchema)]
pub struct LookedUp {
    carrier: Option<String>,
    line_type: &'static str,
    state: Option<String>,
    location: Option<String>,
}

/// Looks one number up in the prefix table.
#[utoipa::path(
    post, path = "/api/phone-validator/validate-number-id-free/", tag = "Phone numbers",
    operation_id = "validate_number_id_free",
    request_body = NumberBody,
    responses((status = 200, description = "What the table says", body = Reply<LookedUp>), Refused)
)]
pub async fn validate_number(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<Reply<LookedUp>, Refusal> {
    let mut errors = FieldErrors::new();
    let id = fields.whole("phone_id", &mut errors);
    if id.is_none() && errors.is_empty() {
        errors.add("phone_id", "Phone ID is required.");
    }
    errors.into_result(())?;
    let missing =
        || Refusal::Errors(StatusCode::NOT_FOUND, FieldErrors::one("phone_id", "Phone number does not exist."));
    let id = id.and_then(|id| i64::try_from(id).ok()).map(NumberId).ok_or_else(missing)?;
    let number = number::validate_one(&state.engine, &caller.scope, id).await.map_err(|error| match error {
        Error::NotFound => missing(),
        Error::Conflict(text) => Refusal::invalid("phone_id", text),
        other => other.into(),
    })?;
    if let Some(reason) = number.invalid_reason {
        return Err(Refusal::invalid("phone_id", reason.says(number.number)));
    }
    Ok(Reply::ok(LookedUp {
        carrier: number.brand.or(number.carrier),
        line_type: number.line_type.as_str(),
        state: number.state,
        location: number.place,
    }))
}
