use super::view::ProjectView;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::{PathText, QueryFields, path_id};
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::id::ProjectId;

const MISSING: &str = "Project does not exist.";

/// One project.
#[utoipa::path(
    get, path = "/api/projects/{id}/", tag = "Projects", operation_id = "show_project",
    params(("id" = i64, Path, description = "The project's id")),
    responses((status = 200, description = "The project", body = Reply<ProjectView>), Refused)
)]
pub async fn show(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    _query: QueryFields,
) -> Result<Reply<ProjectView>, Refusal> {
    let id = ProjectId(path_id(&id, "id", MISSING)?);
    let project = engine::project::get(&state.engine, &caller.scope, id).await.map_err(Refusal::at("id", MISSING))?;
    Ok(Reply::ok(project.into()))
}
