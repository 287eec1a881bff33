use super::answer::CallRefusals;
use super::body::PathTexts;
use super::list::{CallList, read};
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
use domain::call::{party_of_word, party_word};
use domain::crm::Kind;
use domain::filter::{Calls, ListQuery};
use domain::page::Cursor;

/// The calls for a contact, a lead or an account, or about a deal.
#[utoipa::path(
    get, path = "/crm/calls/get-related-calls/{module}/{record_id}", tag = "Calls", operation_id = "related_calls",
    params(
        ("module" = String, Path, description = "contact, lead, account or deal"),
        ("record_id" = i64, Path, description = "The record's id"),
        ("page" = Option<u64>, Query, description = "Counted from 1, to row 10,000"),
        ("limit" = Option<u64>, Query, description = "1 to 200, 20 when not given"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `pagination.cursor` says"),
    ),
    responses((status = 200, description = "A page", body = CallList), CallRefusals)
)]
pub async fn related(
    State(state): State<AppState>,
    caller: Caller,
    PathTexts(module, id): PathTexts,
    query: QueryFields,
) -> Result<CallList, Refusal> {
    let mut errors = FieldErrors::new();
    let kind = party_of_word(&module);
    if kind.is_none() {
        errors.add("module", "This must be contact, lead, account or deal.");
    }
    if !id.parse::<i64>().is_ok_and(|id| id > 0) {
        errors.add("record_id", "This must be the id of a record.");
    }
    let (page, limit) = (query.whole("page", &mut errors), query.whole("limit", &mut errors));
    errors.into_result(())?;
    let kind = kind.unwrap_or(Kind::Contact);
    // A call is for somebody; a deal is what it is about.
    let (word, of) = if kind == Kind::Deal { ("related", "related_id") } else { ("for", "for_id") };
    let mut list = ListQuery::<Calls>::parse([(word, party_word(kind)), (of, id.as_str())])?;
    list.cursor = query.get("cursor").map(|cursor| Cursor(cursor.to_owned()));
    read(&state, &caller, list, (page, limit, false), true).await
}
