use super::view::ProjectView;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::{PathText, QueryFields, path_id};
use crate::api::version::etag;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::id::ProjectId;

pub(super) const MISSING: &str = "Project does not exist.";

/// One project. `ETag` tells its version, for `If-Match` of an edit.
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
) -> Result<impl IntoResponse, Refusal> {
    let id = ProjectId(path_id(&id, "id", MISSING)?);
    let project = engine::project::get(&state.engine, &caller.scope, id).await.map_err(Refusal::at("id", MISSING))?;
    Ok((etag(project.version), Reply::ok(ProjectView::from(project))))
}
