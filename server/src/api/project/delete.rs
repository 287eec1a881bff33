use super::show::MISSING;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::{Fields, PathText, path_id};
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::id::ProjectId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A project that was deleted.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeletedProject {
    id: i64,
    /// How many numbers went with it.
    deleted_count: u64,
    /// The task that takes its numbers away; nobody sees them any more already.
    task_id: Uuid,
}

/// Deletes a project with its numbers. Refused while tasks work on it.
#[utoipa::path(
    delete, path = "/api/projects/{id}/", tag = "Projects", operation_id = "delete_project",
    params(("id" = i64, Path, description = "The project's id")),
    responses((status = 200, description = "Deleted", body = Reply<DeletedProject>), Refused)
)]
pub async fn delete(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    _fields: Fields,
) -> Result<Reply<DeletedProject>, Refusal> {
    let id = ProjectId(path_id(&id, "id", MISSING)?);
    let deleted = engine::project::delete(&state.engine, &caller.scope, id, None).await;
    let deleted = deleted.map_err(Refusal::at("id", MISSING))?;
    let data = DeletedProject { id: id.0, deleted_count: deleted.numbers, task_id: deleted.job.0 };
    Ok(Reply::ok(data).saying("Project deleted successfully"))
}
