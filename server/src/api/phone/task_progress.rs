use super::task::estimated_completion;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::{PathText, QueryFields, path_id};
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::id::JobId;
use engine::job::JobDetail;
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

pub(crate) const MISSING: &str = "Task not found.";

/// How far a task is.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskProgress {
    task_id: Uuid,
    /// pending, in_progress, completed, failed or cancelled.
    status: &'static str,
    /// In percent; 100 when completed.
    progress: u8,
    current_step: String,
    processed_items: i64,
    total_items: i64,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    started_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    completed_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    estimated_completion: Option<OffsetDateTime>,
    error_message: Option<String>,
    result_data: Option<Value>,
}

impl From<JobDetail> for TaskProgress {
    fn from(job: JobDetail) -> Self {
        let JobDetail { progress, outcome, .. } = job;
        Self {
            task_id: progress.id.0,
            status: progress.state.old_word(),
            progress: progress.percent(),
            processed_items: progress.processed,
            total_items: progress.total,
            created_at: progress.created_at,
            started_at: progress.started_at,
            completed_at: progress.finished_at,
            estimated_completion: estimated_completion(&progress),
            current_step: progress.step,
            error_message: progress.error,
            result_data: outcome,
        }
    }
}

/// How far a task is.
#[utoipa::path(
    get, path = "/api/phone-generator/tasks/{task_id}/progress/", tag = "Phone numbers",
    operation_id = "task_progress",
    params(("task_id" = Uuid, Path, description = "The task's id")),
    responses((status = 200, description = "The task's progress", body = Reply<TaskProgress>), Refused)
)]
pub async fn task_progress(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    _query: QueryFields,
) -> Result<Reply<TaskProgress>, Refusal> {
    let id: JobId = path_id(&id, "task_id", MISSING)?;
    let job = engine::job::get(&state.engine, &caller.scope, id).await.map_err(Refusal::at("task_id", MISSING))?;
    Ok(Reply::ok(job.into()))
}
