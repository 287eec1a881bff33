use super::view::ProjectView;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::QueryFields;
use crate::api::paging::{Pagination, Wanted};
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
use domain::filter::{Filter, ListQuery, Projects};
use serde::Serialize;
use utoipa::ToSchema;

/// A page of projects.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectPage {
    projects: Vec<ProjectView>,
    pagination: Pagination,
}

/// The company's projects, newest first.
#[utoipa::path(
    get, path = "/api/projects/", tag = "Projects", operation_id = "list_projects",
    params(
        ("search" = Option<String>, Query, description = "Part of the name, in any case"),
        ("status" = Option<String>, Query, description = "planning, active, on_hold or completed"),
        ("priority" = Option<String>, Query, description = "low, medium, high or urgent"),
        ("archived" = Option<bool>, Query, description = "true for the archived ones, false, as without it, for the others"),
        ("page" = Option<u64>, Query, description = "Counted from 1, to row 10,000"),
        ("count" = Option<String>, Query, description = "exact counts on, past 10,000"),
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
    let mut pairs = Vec::new();
    for (name, field) in
        [("search", "name.contains"), ("status", "status"), ("priority", "priority"), ("archived", "archived")]
    {
        match query.get(name).map(|sent| (sent, Filter::<Projects>::parse([(field, sent)]))) {
            None => {}
            Some((sent, Ok(_))) => pairs.push((field, sent)),
            // Told at the name that the client sent.
            Some((_, Err(wrong))) => wrong.at(field).iter().for_each(|text| errors.add(name, text)),
        }
    }
    errors.into_result(())?;
    let filter = Filter::<Projects>::parse(pairs)?;
    let (engine, scope) = (&state.engine, &caller.scope);
    let page = wanted
        .rows(|cursor, size| {
            let query =
                ListQuery::<Projects> { filter: filter.clone(), cursor, page_size: size, ..ListQuery::default() };
            async move { engine::project::list(engine, scope, &query).await }
        })
        .await?;
    let capped = engine::project::count(engine, scope, &filter);
    let count = wanted.count(&page, capped, engine::project::count_exact(engine, scope, &filter)).await?;
    let pagination = wanted.block(count, &page);
    let projects = page.rows.into_iter().map(|line| line.project.into()).collect();
    Ok(Reply::ok(ProjectPage { projects, pagination }))
}
