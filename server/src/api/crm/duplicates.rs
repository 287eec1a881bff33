use super::view::NamedView;
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::FieldErrors;
use domain::page::{Cursor, PageSize};
use serde::Serialize;
use utoipa::ToSchema;

/// A number that several contacts have.
#[derive(Debug, Serialize, ToSchema)]
pub struct DuplicateView {
    /// E.164.
    #[schema(examples("+14155550123"))]
    number: String,
    /// The oldest first, at most 20.
    contacts: Vec<NamedView>,
}

/// A page of such numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct DuplicatePage {
    duplicates: Vec<DuplicateView>,
    /// Goes on after this page; null at the end.
    next: Option<String>,
    /// Goes back before it; null at the beginning.
    previous: Option<String>,
    /// Set when so many numbers were looked at without filling the page; `next` goes on from there.
    searched: Option<u64>,
}

/// The numbers that several contacts have, in their order.
#[utoipa::path(
    get, path = "/api/v1/contacts/duplicates/", tag = "Contacts", operation_id = "list_duplicate_contacts",
    params(
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `next` says"),
    ),
    responses((status = 200, description = "A page", body = DuplicatePage), Problems)
)]
pub async fn list_duplicate_contacts(
    State(state): State<AppState>,
    caller: Caller,
    query: QueryFields,
) -> Result<Json<DuplicatePage>, Refusal> {
    let mut errors = FieldErrors::new();
    let size = query.whole("page_size", &mut errors).map_or_else(PageSize::default, PageSize::clamped);
    errors.into_result(())?;
    let cursor = query.get("cursor").map(|cursor| Cursor(cursor.to_owned()));
    let page = engine::crm::duplicates(&state.engine, &caller.scope, cursor.as_ref(), size).await?;
    let duplicate = |found: engine::crm::Duplicate| DuplicateView {
        number: found.number.to_string(),
        contacts: found.contacts.into_iter().map(NamedView::from).collect(),
    };
    Ok(Json(DuplicatePage {
        next: page.next.map(|cursor| cursor.0),
        previous: page.previous.map(|cursor| cursor.0),
        searched: page.searched,
        duplicates: page.rows.into_iter().map(duplicate).collect(),
    }))
}
