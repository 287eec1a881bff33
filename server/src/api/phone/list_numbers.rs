use super::filters::{Wish, filter, is_filter};
use super::number::NumberView;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::QueryFields;
use crate::api::paging::{Pagination, Wanted};
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
use domain::filter::{Filter, ListQuery, Numbers};
use domain::id::ProjectId;
use domain::page::{Count, Page};
use engine::number;
use serde::Serialize;
use utoipa::ToSchema;

pub(super) const NO_PROJECT: &str = "Project does not exist.";

/// A page of numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct NumberPage {
    numbers: Vec<NumberView>,
    pagination: Pagination,
}

/// A project's numbers, newest first.
///
/// Beside the parameters below, every filter of the portal's addresses is taken: `status`, `state`, `origin`, `reason`,
/// `number.starts`, `created.from` and so on; one that comes again means any of its values.
#[utoipa::path(
    get, path = "/api/phone-generator/list-numbers/", tag = "Phone numbers", operation_id = "list_numbers",
    params(
        ("project_id" = i64, Query, description = "The project"),
        ("search" = Option<String>, Query, description = "Part of the number"),
        ("date" = Option<String>, Query, description = "The day it came in, YYYY-MM-DD"),
        ("valid_number" = Option<String>, Query, description = "true, false, or null for not validated"),
        ("carrier" = Option<String>, Query, description = "Part of the carrier's name, in any case"),
        ("type" = Option<String>, Query, description = "Mobile, Landline, VoIP or Unknown"),
        ("area_code" = Option<String>, Query, description = "Three digits"),
        ("country_name" = Option<String>, Query, description = "Such as United States or Canada"),
        ("page" = Option<u64>, Query, description = "Counted from 1, to row 10,000"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 20 when not given"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `pagination.cursor` says"),
        ("count" = Option<String>, Query, description = "exact counts on, past 10,000"),
    ),
    responses((status = 200, description = "A page", body = Reply<NumberPage>), Refused)
)]
pub async fn list_numbers(
    State(state): State<AppState>,
    caller: Caller,
    query: QueryFields,
) -> Result<Reply<NumberPage>, Refusal> {
    page(&state, &caller, &query, &[]).await
}

/// A project's valid mobile numbers, newest first.
#[utoipa::path(
    get, path = "/api/phone-generator/get-valid-numbers/", tag = "Phone numbers", operation_id = "get_valid_numbers",
    params(
        ("project_id" = i64, Query, description = "The project"),
        ("search" = Option<String>, Query, description = "Part of the number"),
        ("date" = Option<String>, Query, description = "The day it came in, YYYY-MM-DD"),
        ("carrier" = Option<String>, Query, description = "Part of the carrier's name, in any case"),
        ("country_name" = Option<String>, Query, description = "Such as United States or Canada"),
        ("page" = Option<u64>, Query, description = "Counted from 1, to row 10,000"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 20 when not given"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `pagination.cursor` says"),
        ("count" = Option<String>, Query, description = "exact counts on, past 10,000"),
    ),
    responses((status = 200, description = "A page", body = Reply<NumberPage>), Refused)
)]
pub async fn get_valid_numbers(
    State(state): State<AppState>,
    caller: Caller,
    query: QueryFields,
) -> Result<Reply<NumberPage>, Refusal> {
    page(&state, &caller, &query, &[("valid_number", "true"), ("type", "Mobile")]).await
}

/// The page that a query asks for; `always` are filters that stand whatever was sent.
async fn page(
    state: &AppState,
    caller: &Caller,
    query: &QueryFields,
    always: &[(&str, &str)],
) -> Result<Reply<NumberPage>, Refusal> {
    let mut errors = FieldErrors::new();
    let wanted = Wanted::read(query, 20, 1_000, &mut errors);
    let project = query.id("project_id", NO_PROJECT, &mut errors).map(ProjectId);
    if query.get("project_id").is_none() {
        errors.add("project_id", "Project ID is required.");
    }
    // What is no filter is passed over, as the old platform did: its clients send more than they are asked for.
    let sent = query.pairs().filter(|(name, _)| is_filter(name) && always.iter().all(|(known, _)| known != name));
    let sent = sent.chain(always.iter().copied()).map(|(name, value)| (name.to_owned(), value.to_owned()));
    let filter = filter(sent, &mut errors);
    errors.into_result(())?;
    // Both are there when nothing is wrong.
    let (Some(project), Some(filter)) = (project, filter) else { return Err(Refusal::NoSuchPath) };

    let (page, count) = match filter {
        Wish::Nothing => (Page { rows: Vec::new(), next: None, previous: None, searched: None }, Count::Exact(0)),
        Wish::These(filter) => {
            read(state, caller, project, &wanted, &filter).await.map_err(Refusal::at("project_id", NO_PROJECT))?
        }
    };
    let pagination = wanted.block(count, &page);
    let numbers = page.rows.into_iter().map(NumberView::from).collect();
    Ok(Reply::ok(NumberPage { numbers, pagination }))
}

async fn read(
    state: &AppState,
    caller: &Caller,
    project: ProjectId,
    wanted: &Wanted,
    filter: &Filter<Numbers>,
) -> engine::Result<(Page<number::Number>, Count)> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let page = wanted
        .rows(|cursor, page_size| {
            let query = ListQuery { filter: filter.clone(), cursor, page_size, ..ListQuery::default() };
            async move { number::list(engine, scope, project, &query).await }
        })
        .await?;
    let capped = number::count(engine, scope, project, filter);
    let count = wanted.count(&page, capped, number::count_exact(engine, scope, project, filter)).await?;
    Ok((page, count))
}
