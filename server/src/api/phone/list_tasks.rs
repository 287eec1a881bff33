use super::task::{Task, states_of, tasks_of, words};
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::QueryFields;
use crate::api::paging::{Pagination, Wanted};
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
use domain::filter::{Filter, Jobs, ListQuery};
use serde::Serialize;
use utoipa::ToSchema;

/// A page of tasks.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskPage {
    tasks: Vec<Task>,
    pagination: Pagination,
}

/// The company's tasks, newest first.
#[utoipa::path(
    get, path = "/api/phone-generator/tasks/", tag = "Phone numbers", operation_id = "list_tasks",
    params(
        ("project_id" = Option<i64>, Query, description = "Of one project"),
        ("status" = Option<String>, Query, description = "pending, in_progress, completed, failed or cancelled"),
        ("page" = Option<u64>, Query, description = "Counted from 1, to row 10,000"),
        ("count" = Option<String>, Query, description = "exact counts on, past 10,000"),
        ("page_size" = Option<u64>, Query, description = "1 to 200, 20 when not given"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `pagination.cursor` says"),
    ),
    responses((status = 200, description = "A page", body = Reply<TaskPage>), Refused)
)]
pub async fn list_tasks(
    State(state): State<AppState>,
    caller: Caller,
    query: QueryFields,
) -> Result<Reply<TaskPage>, Refusal> {
    let mut errors = FieldErrors::new();
    let wanted = Wanted::read(&query, 20, 200, &mut errors);
    let status = query.word("status", &words(), &mut errors);
    let project = query.id("project_id", "Project does not exist.", &mut errors);
    errors.into_result(())?;
    let states = states_of(&status).iter().map(|state| ("state", state.as_str().to_owned()));
    let project = project.map(|id| ("project", id.to_string()));
    let filter: Filter<Jobs> = Filter::parse(states.chain(project))?;

    let (engine, scope) = (&state.engine, &caller.scope);
    let page = wanted
        .rows(|cursor, page_size| {
            let query = ListQuery { filter: filter.clone(), cursor, page_size, ..ListQuery::default() };
            async move { engine::job::list(engine, scope, &query).await }
        })
        .await?;
    let capped = engine::job::count(engine, scope, &filter);
    let count = wanted.count(&page, capped, engine::job::count_exact(engine, scope, &filter)).await?;
    let pagination = wanted.block(count, &page);
    Ok(Reply::ok(TaskPage { tasks: tasks_of(engine, scope, page.rows).await?, pagination }))
}
