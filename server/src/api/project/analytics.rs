use super::show::MISSING;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::{PathText, QueryFields, path_id};
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::id::ProjectId;
use domain::job::JobState;
use engine::project::Analytics;
use serde::Serialize;
use utoipa::ToSchema;

/// What a project holds and what was worked on it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectAnalytics {
    phone_stats: PhoneStats,
    task_stats: TaskStats,
}

/// A project's numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhoneStats {
    total: u64,
    valid: u64,
    invalid: u64,
}

/// A project's tasks, by the status words of the old clients.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskStats {
    total: u64,
    pending: u64,
    in_progress: u64,
    completed: u64,
    failed: u64,
    cancelled: u64,
}

impl From<Analytics> for ProjectAnalytics {
    fn from(analytics: Analytics) -> Self {
        let of = |word: &str| analytics.jobs(|state: JobState| state.old_word() == word);
        Self {
            task_stats: TaskStats {
                total: analytics.jobs(|_| true),
                pending: of("pending"),
                in_progress: of("in_progress"),
                completed: of("completed"),
                failed: of("failed"),
                cancelled: of("cancelled"),
            },
            phone_stats: PhoneStats {
                total: analytics.numbers.total,
                valid: analytics.numbers.valid,
                invalid: analytics.numbers.invalid,
            },
        }
    }
}

/// Counts a project's numbers and tasks.
#[utoipa::path(
    get, path = "/api/projects/{id}/analytics/", tag = "Projects", operation_id = "project_analytics",
    params(("id" = i64, Path, description = "The project's id")),
    responses((status = 200, description = "The figures", body = Reply<ProjectAnalytics>), Refused)
)]
pub async fn analytics(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    _query: QueryFields,
) -> Result<Reply<ProjectAnalytics>, Refusal> {
    let id = ProjectId(path_id(&id, "id", MISSING)?);
    let analytics = engine::project::analytics(&state.engine, &caller.scope, id).await;
    Ok(Reply::ok(analytics.map_err(Refusal::at("id", MISSING))?.into()))
}
