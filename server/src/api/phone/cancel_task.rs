use super::task_progress::MISSING;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::{Fields, PathText, path_id};
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::id::JobId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A task that was cancelled.
#[derive(Debug, Serialize, ToSchema)]
pub struct CancelledTask {
    task_id: Uuid,
    /// cancelled.
    status: &'static str,
}

/// Cancels a task; a running one ends between two batches, within seconds, and what it has made stays.
#[utoipa::path(
    post, path = "/api/phone-generator/tasks/{task_id}/cancel/", tag = "Phone numbers", operation_id = "cancel_task",
    params(("task_id" = Uuid, Path, description = "The task's id")),
    responses((status = 200, description = "Cancelled", body = Reply<CancelledTask>), Refused)
)]
pub async fn cancel_task(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    _fields: Fields,
) -> Result<Reply<CancelledTask>, Refusal> {
    let id: JobId = path_id(&id, "task_id", MISSING)?;
    engine::job::cancel(&state.engine, &caller.scope, id).await.map_err(Refusal::at("task_id", MISSING))?;
    Ok(Reply::ok(CancelledTask { task_id: id.0, status: "cancelled" }).saying("Task cancelled successfully"))
}
