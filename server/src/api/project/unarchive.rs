use super::show::MISSING;
use super::view::ProjectView;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::{Fields, PathText, path_id};
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::id::ProjectId;

/// Takes a project out of the archive.
#[utoipa::path(
    post, path = "/api/projects/{id}/unarchive/", tag = "Projects", operation_id = "unarchive_project",
    params(("id" = i64, Path, description = "The project's id")),
    responses((status = 200, description = "The project as it is now", body = Reply<ProjectView>), Refused)
)]
pub async fn unarchive(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    _fields: Fields,
) -> Result<Reply<ProjectView>, Refusal> {
    let id = ProjectId(path_id(&id, "id", MISSING)?);
    let unarchived = engine::project::unarchive(&state.engine, &caller.scope, id).await;
    Ok(Reply::ok(unarchived.map_err(Refusal::at("id", MISSING))?.into()))
}
