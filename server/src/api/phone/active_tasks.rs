use super::task::{ActiveTask, Task, tasks_of};
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::QueryFields;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::filter::{Filter, Jobs, ListQuery};
use domain::job::{JobKind, JobState};
use domain::page::PageSize;
use serde::Serialize;
use utoipa::ToSchema;

/// The most tasks listed; `total_active_tasks` counts on.
const LISTED: u64 = 200;

/// The tasks that have not ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActiveTasks {
    generation_tasks: Vec<Task>,
    /// Every task once, whatever it does.
    all_tasks: Vec<ActiveTask>,
    total_active_tasks: u64,
}

/// The company's tasks that have not ended, newest first.
#[utoipa::path(
    get, path = "/api/phone-generator/tasks/active/", tag = "Phone numbers", operation_id = "active_tasks",
    responses((status = 200, description = "The tasks", body = Reply<ActiveTasks>), Refused)
)]
pub async fn active_tasks(
    State(state): State<AppState>,
    caller: Caller,
    _query: QueryFields,
) -> Result<Reply<ActiveTasks>, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    // The live panel's list is short on purpose; this one has to be whole.
    let open = JobState::ALL.into_iter().filter(|state| !state.is_ended());
    let filter: Filter<Jobs> = Filter::parse(open.map(|state| ("state", state.as_str())))?;
    let query = ListQuery { filter: filter.clone(), page_size: PageSize::clamped(LISTED), ..ListQuery::default() };
    let active = engine::job::list(engine, scope, &query).await?.rows;
    let all_tasks: Vec<ActiveTask> = active.iter().map(ActiveTask::from).collect();
    let generations = active.into_iter().filter(|job| job.kind == Some(JobKind::GenerateNumbers)).collect();
    let generation_tasks = tasks_of(engine, scope, generations).await?;
    let total_active_tasks = engine::job::count(engine, scope, &filter).await?.figure();
    Ok(Reply::ok(ActiveTasks { generation_tasks, all_tasks, total_active_tasks }))
}
