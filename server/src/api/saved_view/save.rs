use super::view::CustomView;
use super::{CALLS, INVALID, MISSING};
use crate::api::call::answer::{CallRefusals, CallReply, conflict, missing_as};
use crate::api::call::filters::of_filters;
use crate::api::call::sent;
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
use domain::filter::{Calls, ListQuery, print_pairs};
use domain::id::ViewId;
use engine::Error;
use engine::view::ViewDraft;
use serde_json::json;
use utoipa::ToSchema;

/// A view to be saved.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct CustomViewBody {
    /// 0 or absent for a new one; one's own view of the same name is then replaced.
    id: Option<i64>,
    /// Up to 60 characters.
    name: String,
    /// 1: calls.
    module: Option<u64>,
    /// Filters of the portal's addresses, or such an address's query.
    filters: Option<std::collections::BTreeMap<String, String>>,
    columns: Option<Vec<String>>,
    /// created or start, with a - before it for descending.
    sort: Option<String>,
    /// private or shared; private when not given.
    visibility: Option<String>,
    /// 0 or 1.
    pinned: Option<i64>,
    /// 1 all, 2 owned, 3 created today; 1 when not given.
    query_type: Option<i64>,
}

/// Saves a view. What is owned and what is today is told by who looks, and when.
#[utoipa::path(
    post, path = "/custom/views/save", tag = "Views", operation_id = "save_view",
    request_body = CustomViewBody,
    responses((status = 200, description = "The view", body = CallReply<CustomView>), CallRefusals)
)]
pub async fn save(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<CallReply<CustomView>, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let draft = read(&fields).map_err(invalid)?;
    let saved = engine::view::save(engine, scope, &draft).await;
    let id = saved.map_err(|error| match error {
        Error::Invalid(errors) => invalid(errors),
        other => missing_as(MISSING)(other),
    })?;
    let view = engine::view::get(engine, scope, id).await.map_err(missing_as(MISSING))?;
    Ok(CallReply::ok("Custom view saved successfully", CustomView::of(view, scope)))
}

fn read(fields: &Fields) -> Result<ViewDraft, FieldErrors> {
    let mut errors = FieldErrors::new();
    let mut text = |name: &str| sent(fields, name, &mut errors).unwrap_or_default().trim().to_owned();
    let (id, name, sort) = (text("id"), text("name"), text("sort"));
    let (visibility, pinned, query_type) = (text("visibility"), text("pinned"), text("query_type"));
    let module = text("module");
    let id = match id.as_str() {
        "" | "0" => None,
        id => match id.parse() {
            Ok(id) => Some(ViewId(id)),
            Err(_) => {
                errors.add("id", "This must be the id of a view.");
                None
            }
        },
    };
    if !module.is_empty() && module != CALLS.to_string() {
        errors.add("module", "This must be 1: calls.");
    }
    if !["", "private", "shared"].contains(&visibility.as_str()) {
        errors.add("visibility", "This must be private or shared.");
    }
    let pinned = match pinned.as_str() {
        "" | "0" | "false" => false,
        "1" | "true" => true,
        _ => {
            errors.add("pinned", "This must be 0 or 1.");
            false
        }
    };
    let query_type: i16 = match query_type.as_str() {
        "" => 1,
        typed => typed.parse().unwrap_or(9),
    };
    let mut pairs = of_filters(fields, &mut errors);
    match query_type {
        2 => pairs.push(("mine".to_owned(), "true".to_owned())),
        3 => pairs.push(("made".to_owned(), "today".to_owned())),
        _ => {}
    }
    if !sort.is_empty() {
        pairs.push(("sort".to_owned(), sort));
    }
    if let Err(wrong) = ListQuery::<Calls>::parse(pairs.iter().map(|(key, value)| (key, value))) {
        errors.merge(wrong);
    }
    let columns = fields.texts("columns", &mut errors);
    errors.into_result(ViewDraft {
        id,
        list: engine::view::CALLS.to_owned(),
        name,
        shared: visibility == "shared",
        query: print_pairs(&pairs),
        columns,
        pinned,
        query_type,
        // As the old platform did.
        replace: true,
    })
}

fn invalid(errors: FieldErrors) -> Refusal {
    match conflict(INVALID, json!({ "errors": errors })) {
        Refusal::ConflictWith(text, data) => Refusal::InvalidWith(text, data),
        other => other,
    }
}
