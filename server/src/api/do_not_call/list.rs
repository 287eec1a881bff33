use super::view::EntryView;
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::list::{Total, cursor_text, read_list};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::{RawQuery, State};
use domain::do_not_call::List;
use domain::filter::DoNotCall;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryPage {
    entries: Vec<EntryView>,
    total: Total,
    /// Goes on after this page; null at the end.
    next: Option<String>,
    /// Goes back before it; null at the beginning.
    previous: Option<String>,
}

/// What is on the company's list and matches, the last added first.
#[utoipa::path(
    get, path = "/api/v1/do-not-call/", tag = "Do not call", operation_id = "list_do_not_call",
    params(
        ("number" = Option<String>, Query, description = "A whole number; `number.starts` and `number.contains` take parts"),
        ("source" = Option<String>, Query, description = "hand, program, import or opt_out"),
        ("added.from" = Option<String>, Query, description = "A day, YYYY-MM-DD; `added.to` likewise"),
        ("sort" = Option<String>, Query, description = "added or number, with - before it for descending"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `next` says"),
    ),
    responses((status = 200, description = "A page", body = EntryPage), Problems)
)]
pub async fn list_do_not_call(
    State(state): State<AppState>,
    caller: Caller,
    _checked: QueryFields,
    RawQuery(query): RawQuery,
) -> Result<Json<EntryPage>, Refusal> {
    let query = read_list::<DoNotCall>(query.as_deref())?;
    let page = engine::do_not_call::list(&state.engine, &caller.scope, List::Company, &query).await?;
    let count = engine::do_not_call::count(&state.engine, &caller.scope, List::Company, &query.filter).await?;
    Ok(Json(EntryPage {
        total: count.seeing(page.rows.len() as u64).into(),
        next: cursor_text(page.next),
        previous: cursor_text(page.previous),
        entries: page.rows.into_iter().map(EntryView::from).collect(),
    }))
}
