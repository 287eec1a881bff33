use super::answer::CallRefusals;
use super::filters::{CallFilterBody, wanted};
use super::view::CallView;
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::api::paging::Wanted;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::FieldErrors;
use domain::call::Call;
use domain::filter::{Calls, ListQuery};
use domain::page::{Count, Page};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The most calls of a page.
const MOST: u64 = 200;

/// A page of calls.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallList {
    /// The HTTP status.
    status: u16,
    message: String,
    data: Vec<CallView>,
    /// What was understood, as the portal's addresses have it.
    filters_applied: BTreeMap<String, Vec<String>>,
    pagination: CallPagination,
    /// How many calls there are, where they are those of a record.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<CallSummary>,
}

/// How many calls a record has.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallSummary {
    total_calls: u64,
}

/// Where a page stands in its list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallPagination {
    /// Null when the page was asked for by cursor.
    page: Option<u64>,
    limit: u64,
    /// Counted to 10,000 unless `count` is exact.
    total_count: u64,
    total_pages: u64,
    returned_count: u64,
    /// There are more calls than `total_count` says.
    total_is_capped: bool,
    /// Goes on after this page; null at the end.
    cursor: Option<String>,
}

impl IntoResponse for CallList {
    fn into_response(self) -> Response {
        Json(self).into_response()
    }
}

/// Calls that match, newest first. Days are those of the token's person, in their time zone.
#[utoipa::path(
    post, path = "/crm/calls/list", tag = "Calls", operation_id = "list_calls",
    request_body = CallFilterBody,
    responses((status = 200, description = "A page", body = CallList), CallRefusals)
)]
pub async fn list(state: State<AppState>, caller: Caller, fields: Fields) -> Result<CallList, Refusal> {
    of_body(&state, &caller, &fields).await
}

/// The same as `/crm/calls/list`.
#[utoipa::path(
    post, path = "/crm/calls/get", tag = "Calls", operation_id = "get_calls",
    request_body = CallFilterBody,
    responses((status = 200, description = "A page", body = CallList), CallRefusals)
)]
pub async fn get(state: State<AppState>, caller: Caller, fields: Fields) -> Result<CallList, Refusal> {
    of_body(&state, &caller, &fields).await
}

async fn of_body(state: &AppState, caller: &Caller, fields: &Fields) -> Result<CallList, Refusal> {
    let mut errors = FieldErrors::new();
    let page = fields.whole("page", &mut errors);
    let limit = fields.whole("limit", &mut errors);
    let exact = fields.text("count", &mut errors);
    errors.into_result(())?;
    let query = wanted(&state.engine, &caller.scope, fields, &[], false).await?;
    read(state, caller, query, (page, limit, exact == "exact"), false).await
}

/// A page of a list, by its number or by its cursor.
pub async fn read(
    state: &AppState,
    caller: &Caller,
    query: ListQuery<Calls>,
    (page, limit, exact): (Option<u64>, Option<u64>, bool),
    summary: bool,
) -> Result<CallList, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let mut errors = FieldErrors::new();
    let wanted =
        Wanted::of(page.unwrap_or(1), limit.unwrap_or(20).clamp(1, MOST), query.cursor.clone(), exact, &mut errors);
    errors.into_result(())?;
    let found: Page<Call> = wanted
        .rows(|cursor, page_size| {
            let query = ListQuery { cursor, page_size, ..query.clone() };
            async move { engine::call::list(engine, scope, &query).await }
        })
        .await?;
    let count = if exact {
        Count::Exact(engine::call::count_exact(engine, scope, &query.filter).await?)
    } else if let Some(whole) = found.whole().filter(|whole| whole.figure() > 0) {
        whole
    } else {
        engine::call::count(engine, scope, &query.filter).await?
    };
    let block = wanted.block(count, &found);
    let mut filters_applied: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (key, value) in query.filter.print() {
        filters_applied.entry(key).or_default().push(value);
    }
    let returned_count = found.rows.len() as u64;
    Ok(CallList {
        status: 200,
        message: "Records retrieved successfully".to_owned(),
        data: found.rows.into_iter().map(CallView::from).collect(),
        filters_applied,
        pagination: CallPagination {
            page: block.page_number,
            limit: wanted.size.rows(),
            total_count: block.count,
            total_pages: block.total_pages,
            returned_count,
            total_is_capped: block.total_is_capped,
            cursor: block.cursor,
        },
        summary: summary.then_some(CallSummary { total_calls: block.count }),
    })
}
