use super::body;
use super::show::MISSING;
use super::view::ProjectView;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::{Fields, PathText, path_id};
use crate::api::version::{IfMatch, etag};
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::FieldErrors;
use domain::id::ProjectId;
use engine::Error;
use engine::project::Edited;
use utoipa::ToSchema;

/// What to change; a field that is not sent stays, null takes a target or a day away.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct ProjectEdit {
    /// Unique in the company, 1 to 200 characters; `project_name` is taken as well.
    name: Option<String>,
    /// Up to 2,000 characters.
    description: Option<String>,
    /// planning, active, on_hold or completed.
    status: Option<String>,
    /// low, medium, high or urgent.
    priority: Option<String>,
    /// How many numbers it is meant to hold, 1 to 10,000,000,000.
    target_phone_count: Option<u64>,
    /// YYYY-MM-DD.
    start_date: Option<String>,
    /// YYYY-MM-DD, not before the start.
    end_date: Option<String>,
    /// The version that the edit is of; with another one nothing is changed, and 409 tells the project as it is.
    version: Option<i64>,
}

/// Changes a project. The version may be told in `If-Match` instead of the body.
#[utoipa::path(
    patch, path = "/api/projects/{id}/", tag = "Projects", operation_id = "edit_project",
    params(
        ("id" = i64, Path, description = "The project's id"),
        ("If-Match" = Option<String>, Header, description = "The version that the edit is of, as `ETag` told it"),
    ),
    request_body = ProjectEdit,
    responses((status = 200, description = "The project as it is now", body = Reply<ProjectView>), Refused)
)]
pub async fn edit(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    if_match: IfMatch,
    fields: Fields,
) -> Result<impl IntoResponse, Refusal> {
    let id = ProjectId(path_id(&id, "id", MISSING)?);
    let mut errors = FieldErrors::new();
    let changes = body::changes(&fields, &mut errors);
    let version = if_match.or_body(&fields, &mut errors);
    if !errors.is_empty() {
        let now = engine::project::get(&state.engine, &caller.scope, id).await.map_err(Refusal::at("id", MISSING))?;
        body::all_wrong(&changes.on(now.draft()), errors)?;
    }
    let edited = engine::project::edit(&state.engine, &caller.scope, id, &changes, version).await;
    match edited.map_err(Refusal::at("id", MISSING))? {
        Edited::Changed(project) => Ok((etag(project.version), Reply::ok(ProjectView::from(project)))),
        Edited::Stale(project) => {
            let current = serde_json::to_value(ProjectView::from(project));
            Err(Refusal::Stale(current.map_err(|error| Error::Internal(error.to_string()))?))
        }
    }
}
