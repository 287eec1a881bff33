use super::view::ProjectView;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::QueryFields;
use crate::api::paging::{Pagination, Wanted};
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
use domain::project::{PRIORITIES, STATUSES};
use engine::project::Query;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of projects.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectPage {
    projects: Vec<ProjectView>,
    pagination: Pagination,
}

/// The tenant's projects, newest first.
#[utoipa::path(
    get, path = "/api/projects/", tag = "Projects", operation_id = "list_projects",
    params(
        ("search" = Option<String>, Query, description = "Part of the name, in any case"),
        ("status" = Option<String>, Query, description = "planning, active, on_hold or completed"),
        ("priority" = Option<String>, Query, description = "low, medium, high or urgent"),
        ("page" = Option<u64>, Query, description = "Counted from 1, to row 10,000"),
        ("page_size" = Option<u64>, Query, description = "1 to 200, 20 when not given"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `pagination.cursor` says"),
    ),
    responses((status = 200, description = "A page", body = Reply<ProjectPage>), Refused)
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    query: QueryFields,
) -> Result<Reply<ProjectPage>, Refusal> {
    let mut errors = FieldErrors::new();
    let wanted = Wanted::read(&query, 20, 200, &mut errors);
    let filter = Query {
        search: query.get("search").unwrap_or_default().to_owned(),
        status: query.word("status", &STATUSES, &mut errors),
        priority: query.word("priority", &PRIORITIES, &mut errors),
        ..Query::default()
    };
    errors.into_result(())?;
    let (engine, scope) = (&state.engine, &caller.scope);
    let page = wanted
        .rows(|cursor, size| {
            let query = Query { cursor, size, ..filter.clone() };
            async move { engine::project::list(engine, scope, &query).await }
        })
        .await?;
    let count = engine::project::count(engine, scope, &filter).await?;
    let pagination = wanted.block(count, &page);
    let projects = page.rows.into_iter().map(|line| line.project.into()).collect();
    Ok(Reply::ok(ProjectPage { projects, pagination }))
}
