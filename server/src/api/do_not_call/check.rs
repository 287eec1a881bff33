use super::view::EntryView;
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::phone::PhoneNumber;
use serde::Serialize;
use utoipa::ToSchema;

/// What the lists say of a number.
#[derive(Debug, Serialize, ToSchema)]
pub struct OnListView {
    /// In E.164.
    phone_number: String,
    /// The lists that it is on now: installation, company. Empty when on none.
    lists: Vec<&'static str>,
    /// The company's own entries, those in force first, then past ones.
    entries: Vec<EntryView>,
}

/// Looks a number up in every list that holds for the company.
#[utoipa::path(
    get, path = "/api/v1/do-not-call/check/", tag = "Do not call", operation_id = "check_do_not_call",
    params(("number" = String, Query, description = "Any usual notation")),
    responses((status = 200, description = "What the lists say", body = OnListView), Problems)
)]
pub async fn check_do_not_call(
    State(state): State<AppState>,
    caller: Caller,
    query: QueryFields,
) -> Result<Json<OnListView>, Refusal> {
    let number = query.get("number").unwrap_or_default().parse::<PhoneNumber>();
    let number = number.map_err(|error| Refusal::invalid("number", error.to_string()))?;
    let found = engine::do_not_call::look_up(&state.engine, &caller.scope, number).await?;
    Ok(Json(OnListView {
        phone_number: number.e164(),
        lists: found.kinds().into_iter().map(|kind| kind.as_str()).collect(),
        entries: found.entries.into_iter().map(|(_, entry)| entry.into()).collect(),
    }))
}
