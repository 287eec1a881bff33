//! Deleting numbers of one project. The numbers are deleted by a job, which can be undone for fifteen minutes; the answer
//! waits for its end.

use super::filters::{Wish, filter, named};
use super::list_numbers::NO_PROJECT;
use super::validate::project;
use super::validate_now::patience;
use crate::api::envelope::{Refusal, Refused};
use crate::api::input::Fields;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::FieldErrors;
use domain::filter::{Filter, Numbers};
use domain::id::{NumberId, ProjectId};
use domain::job::JobState;
use engine::Error;
use engine::number::{self, Edit};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Which project's numbers.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct DeleteProjectBody {
    project_id: i64,
}

/// Which numbers.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct DeleteNumbersBody {
    /// The project; told from the numbers when not given.
    project_id: Option<i64>,
    /// At most 10,000 ids.
    #[schema(rename = "selectedNumbers")]
    selected_numbers: Vec<i64>,
}

/// Which numbers of a project; the filters stand at the top or in `filters`, and one is needed. Every filter of the portal's
/// addresses is taken beside these; what is no filter is refused.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct DeleteFilteredBody {
    project_id: i64,
    search: Option<String>,
    date: Option<String>,
    valid_number: Option<String>,
    carrier: Option<String>,
    #[schema(rename = "type")]
    line_type: Option<String>,
    area_code: Option<String>,
    country_name: Option<String>,
    /// The same filters, in an object of their own.
    filters: Option<std::collections::BTreeMap<String, String>>,
}

/// What was deleted.
#[derive(Debug, Serialize, ToSchema)]
pub struct Deleted {
    message: String,
    deleted_count: u64,
    /// The task that did it; null when nothing matched.
    task_id: Option<Uuid>,
}

/// Deletes all numbers of a project.
#[utoipa::path(
    method(delete, post), path = "/api/phone-generator/clear-numbers/", tag = "Phone numbers", operation_id = "clear_numbers",
    request_body = DeleteProjectBody,
    responses(
        (status = 200, description = "Deleted", body = Deleted),
        (status = 202, description = "It goes on in the background", body = Deleted),
        Refused
    )
)]
pub async fn clear_numbers(state: State<AppState>, caller: Caller, fields: Fields) -> Result<Answer, Refusal> {
    everything(state, caller, fields).await
}

/// Deletes all numbers of a project.
#[utoipa::path(
    method(delete, post), path = "/api/phone-generator/delete-all/", tag = "Phone numbers", operation_id = "delete_all",
    request_body = DeleteProjectBody,
    responses(
        (status = 200, description = "Deleted", body = Deleted),
        (status = 202, description = "It goes on in the background", body = Deleted),
        Refused
    )
)]
pub async fn delete_all(state: State<AppState>, caller: Caller, fields: Fields) -> Result<Answer, Refusal> {
    everything(state, caller, fields).await
}

type Answer = (StatusCode, Json<Deleted>);

async fn everything(State(state): State<AppState>, caller: Caller, fields: Fields) -> Result<Answer, Refusal> {
    let mut errors = FieldErrors::new();
    let project = required_project(&fields, &mut errors);
    errors.into_result(())?;
    let Some(project) = project else { return Err(Refusal::NoSuchPath) };
    delete(&state, &caller, project, &Filter::everything()).await
}

/// Deletes the numbers named.
#[utoipa::path(
    method(delete, post), path = "/api/phone-generator/delete-numbers/", tag = "Phone numbers", operation_id = "delete_numbers",
    request_body = DeleteNumbersBody,
    responses(
        (status = 200, description = "Deleted", body = Deleted),
        (status = 202, description = "It goes on in the background", body = Deleted),
        Refused
    )
)]
pub async fn delete_numbers(State(state): State<AppState>, caller: Caller, fields: Fields) -> Result<Answer, Refusal> {
    let mut errors = FieldErrors::new();
    let named = project(&fields, &mut errors);
    let ids = fields.ids("selectedNumbers", &mut errors);
    if ids.is_empty() && errors.is_empty() {
        errors.add("selectedNumbers", "Choose at least one number.");
    }
    let filter = Filter::parse(ids.iter().map(|id| ("id", id.to_string())));
    let filter = filter.map_err(|wrong| {
        wrong.iter().for_each(|(_, texts)| texts.iter().for_each(|text| errors.add("selectedNumbers", text.clone())));
    });
    errors.into_result(())?;
    let Ok(filter) = filter else { return Err(Refusal::NoSuchPath) };
    let project = match named {
        Some(project) => project,
        None => {
            let ids: Vec<NumberId> = ids.into_iter().map(NumberId).collect();
            match number::project_of(&state.engine, &caller.scope, &ids).await {
                Ok(project) => project,
                // Gone already, or somebody else's: nothing is deleted.
                Err(Error::NotFound) => return Ok(nothing()),
                Err(Error::Conflict(text)) => return Err(Refusal::invalid("selectedNumbers", text)),
                Err(other) => return Err(other.into()),
            }
        }
    };
    delete(&state, &caller, project, &filter).await
}

/// Deletes the numbers of a project that match.
#[utoipa::path(
    method(delete, post), path = "/api/phone-generator/delete-filtered/", tag = "Phone numbers", operation_id = "delete_filtered",
    request_body = DeleteFilteredBody,
    responses(
        (status = 200, description = "Deleted", body = Deleted),
        (status = 202, description = "It goes on in the background", body = Deleted),
        Refused
    )
)]
pub async fn delete_filtered(State(state): State<AppState>, caller: Caller, fields: Fields) -> Result<Answer, Refusal> {
    let mut errors = FieldErrors::new();
    let project = required_project(&fields, &mut errors);
    let inner = fields.object("filters", &mut errors);
    let beside = |name: &str| !["project_id", "user_id", "tenant_id", "filters"].contains(&name);
    // A filter that was passed over would delete more than was asked for.
    let mut sent = named(&inner, |_| true, &mut errors);
    sent.extend(named(&fields, |name| beside(name) && !inner.has(name), &mut errors));
    let wish = filter(sent, &mut errors);
    if matches!(&wish, Some(Wish::These(filter)) if filter.is_empty()) {
        errors.add("filters", "Name at least one filter; delete-all deletes everything.");
    }
    errors.into_result(())?;
    match (project, wish) {
        (Some(project), Some(Wish::These(filter))) => delete(&state, &caller, project, &filter).await,
        _ => Ok(nothing()),
    }
}

fn required_project(fields: &Fields, errors: &mut FieldErrors) -> Option<ProjectId> {
    let found = project(fields, errors);
    if found.is_none() && errors.is_empty() {
        errors.add("project_id", "Project ID is required.");
    }
    found
}

fn nothing() -> Answer {
    (StatusCode::OK, Json(Deleted { message: "No phone numbers to delete".into(), deleted_count: 0, task_id: None }))
}

async fn delete(
    state: &AppState,
    caller: &Caller,
    project: ProjectId,
    filter: &Filter<Numbers>,
) -> Result<Answer, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let missing = || Refusal::at("project_id", NO_PROJECT);
    let seen = number::confirm(engine, scope, project, filter).await.map_err(missing())?;
    // Whoever may not delete is told so before nothing is found.
    let job = match number::edit(engine, scope, project, filter, Edit::Delete, &seen).await {
        Ok(job) => job,
        Err(Error::Conflict(_)) if seen.count == 0 => return Ok(nothing()),
        Err(error) => return Err(missing()(error)),
    };
    let detail = engine::job::ended(engine, scope, job, patience(state)).await?;
    let deleted = u64::try_from(detail.progress.succeeded).unwrap_or(0);
    let task_id = Some(job.0);
    match detail.progress.state {
        JobState::Done => {
            let message = format!("Deleted {deleted} phone numbers");
            Ok((StatusCode::OK, Json(Deleted { message, deleted_count: deleted, task_id })))
        }
        JobState::Failed | JobState::Cancelled => {
            let text = detail.progress.error.unwrap_or_else(|| "The deletion was cancelled.".into());
            Err(Refusal::Errors(StatusCode::CONFLICT, FieldErrors::one("detail", text)))
        }
        _ => {
            let message = "The deletion goes on in the background".to_owned();
            Ok((StatusCode::ACCEPTED, Json(Deleted { message, deleted_count: deleted, task_id })))
        }
    }
}
