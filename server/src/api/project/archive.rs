use super::show::MISSING;
use super::view::ProjectView;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::{Fields, PathText, path_id};
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::id::ProjectId;

/// Archives a project: it is listed with `archived=true` alone, and takes no more numbers.
#[utoipa::path(
    post, path = "/api/projects/{id}/archive/", tag = "Projects", operation_id = "archive_project",
    params(("id" = i64, Path, description = "The project's id")),
    responses((status = 200, description = "The project as it is now", body = Reply<ProjectView>), Refused)
)]
pub async fn archive(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    _fields: Fields,
) -> Result<Reply<ProjectView>, Refusal> {
    let id = ProjectId(path_id(&id, "id", MISSING)?);
    let archived = engine::project::archive(&state.engine, &caller.scope, id).await;
    Ok(Reply::ok(archived.map_err(Refusal::at("id", MISSING))?.into()))
}
