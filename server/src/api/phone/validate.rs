use super::list_numbers::NO_PROJECT;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::Fields;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use domain::FieldErrors;
use domain::id::{NumberId, ProjectId};
use engine::Error;
use engine::number::{self, ValidationStarted, Wanted};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What to validate.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct ValidationBody {
    /// Of one project; all of the company's when not given.
    project_id: Option<i64>,
    /// These numbers; all that are not validated yet when not given.
    phone_ids: Option<Vec<i64>>,
    /// 100 to 10,000; 1,000 when not given.
    batch_size: Option<u64>,
}

/// A validation that was started.
#[derive(Debug, Serialize, ToSchema)]
pub struct ValidationTask {
    task_id: Uuid,
    message: &'static str,
}

/// Looks up what is pending, or the numbers named, in the prefix table.
#[utoipa::path(
    post, path = "/api/phone-generator/validate-numbers-enhanced/", tag = "Phone numbers", operation_id = "validate_numbers",
    request_body = ValidationBody,
    responses((status = 201, description = "Started", body = Reply<ValidationTask>), Refused)
)]
pub async fn validate_numbers(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<Reply<ValidationTask>, Refusal> {
    let mut errors = FieldErrors::new();
    let project = project(&fields, &mut errors);
    let ids = fields.ids("phone_ids", &mut errors);
    let batch_size = fields.whole("batch_size", &mut errors).unwrap_or(1_000);
    errors.into_result(())?;
    let wanted = if ids.is_empty() { Wanted::Pending } else { these(ids) };
    let started = start(&state, &caller, project, &wanted, batch_size).await?;
    Ok(Reply::created(ValidationTask {
        task_id: started.job.0,
        message: "Phone number validation started in background",
    })
    .saying("Validation task started"))
}

/// Which numbers to validate.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct BulkValidationBody {
    phone_ids: Vec<i64>,
    /// 100 to 10,000; 500 when not given.
    batch_size: Option<u64>,
}

/// A validation of some numbers that was started.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkValidationTask {
    task_id: Uuid,
    /// How many of the ids are numbers of the company.
    phone_count: u64,
    message: String,
}

/// Looks up the numbers named in the prefix table.
#[utoipa::path(
    post, path = "/api/phone-generator/bulk-validate/", tag = "Phone numbers", operation_id = "bulk_validate",
    request_body = BulkValidationBody,
    responses((status = 201, description = "Started", body = Reply<BulkValidationTask>), Refused)
)]
pub async fn bulk_validate(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<Reply<BulkValidationTask>, Refusal> {
    let mut errors = FieldErrors::new();
    let ids = fields.ids("phone_ids", &mut errors);
    if ids.is_empty() && errors.is_empty() {
        errors.add("phone_ids", "Phone IDs list is required.");
    }
    let batch_size = fields.whole("batch_size", &mut errors).unwrap_or(500);
    errors.into_result(())?;
    let started = start(&state, &caller, None, &these(ids), batch_size).await?;
    Ok(Reply::created(BulkValidationTask {
        task_id: started.job.0,
        phone_count: started.numbers,
        message: format!("Bulk validation started for {} phone numbers", started.numbers),
    })
    .saying("Bulk validation task started"))
}

/// The project of a body, or an error at its field.
pub(super) fn project(fields: &Fields, errors: &mut FieldErrors) -> Option<ProjectId> {
    let id = fields.whole("project_id", errors)?;
    let id = i64::try_from(id).ok().filter(|id| *id > 0);
    if id.is_none() {
        errors.add("project_id", NO_PROJECT);
    }
    id.map(ProjectId)
}

fn these(ids: Vec<i64>) -> Wanted {
    Wanted::These(ids.into_iter().map(NumberId).collect())
}

/// Starts a validation. Nothing to validate is the old clients' error at `phone_id`.
pub(super) async fn start(
    state: &AppState,
    caller: &Caller,
    project: Option<ProjectId>,
    wanted: &Wanted,
    batch_size: u64,
) -> Result<ValidationStarted, Refusal> {
    number::validate(&state.engine, &caller.scope, project, wanted, batch_size).await.map_err(|error| match error {
        Error::Conflict(text) => Refusal::Errors(StatusCode::BAD_REQUEST, FieldErrors::one("phone_id", text)),
        other => Refusal::at("project_id", NO_PROJECT)(other),
    })
}
