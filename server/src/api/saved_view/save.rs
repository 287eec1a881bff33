use super::stale::{one, refused, stale};
use super::view::CustomView;
use super::{CALLS, INVALID, MISSING};
use crate::api::call::answer::{CallRefusals, CallReply, conflict, missing_as};
use crate::api::call::filters::of_filters;
use crate::api::call::sent;
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::api::version::IfMatch;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
use domain::filter::{Calls, ListQuery, parse_pairs, print_pairs};
use domain::id::ViewId;
use domain::list_columns::is_column;
use engine::Error;
use engine::view::{View, ViewDraft};
use serde_json::json;
use utoipa::ToSchema;

/// A view to be saved.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct CustomViewBody {
    /// 0 or absent for a new one; one's own view of the same name is then replaced. In a change of one, a field that is not
    /// sent stays as it is.
    id: Option<i64>,
    /// Up to 60 characters; required in a new one.
    name: Option<String>,
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
    /// The version that the change is of; with another one nothing is changed, and 409 tells the view as it is.
    version: Option<i64>,
}

/// Saves a view. What is owned and what is today is told by who looks, and when. The version may be told in `If-Match` instead
/// of the body.
#[utoipa::path(
    post, path = "/custom/views/save", tag = "Views", operation_id = "save_view",
    params(("If-Match" = Option<String>, Header, description = "The version that the change is of")),
    request_body = CustomViewBody,
    responses((status = 200, description = "The view", body = CallReply<CustomView>), CallRefusals)
)]
pub async fn save(
    State(state): State<AppState>,
    caller: Caller,
    if_match: IfMatch,
    fields: Fields,
) -> Result<CallReply<CustomView>, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let mut errors = FieldErrors::new();
    let version = if_match.or_body(&fields, &mut errors);
    let id = id(&fields, &mut errors);
    let was = match id {
        Some(id) => Some(one(&state, &caller, id).await?),
        None => None,
    };
    if let Some(now) = was.as_ref().filter(|was| version.is_some_and(|version| version != was.version)) {
        return Err(stale(now.clone(), &caller));
    }
    let draft = read(&fields, was.as_ref(), errors).map_err(invalid)?;
    let saved = match engine::view::save(engine, scope, &draft).await {
        Ok(id) => id,
        Err(Error::Invalid(errors)) => return Err(invalid(errors)),
        Err(Error::Conflict(text)) => return Err(refused(&state, &caller, draft.id, draft.version, text).await),
        Err(other) => return Err(missing_as(MISSING)(other)),
    };
    let view = engine::view::get(engine, scope, saved).await.map_err(missing_as(MISSING))?;
    Ok(CallReply::ok("Custom view saved successfully", CustomView::of(view, scope)))
}

/// The view that is changed; `None` for a new one.
fn id(fields: &Fields, errors: &mut FieldErrors) -> Option<ViewId> {
    match sent(fields, "id", errors).unwrap_or_default().trim() {
        "" | "0" => None,
        id => match id.parse() {
            Ok(id) => Some(ViewId(id)),
            Err(_) => {
                errors.add("id", "This must be the id of a view.");
                None
            }
        },
    }
}

/// The pairs that a type of query stands for.
fn pairs_of(query_type: i16) -> &'static [(&'static str, &'static str)] {
    match query_type {
        2 => &[("mine", "true")],
        3 => &[("made", "today")],
        _ => &[],
    }
}

/// The view as it is to be: what was not sent is as it was, or as it is in a new one.
fn read(fields: &Fields, was: Option<&View>, mut errors: FieldErrors) -> Result<ViewDraft, FieldErrors> {
    let mut text = |name: &str| sent(fields, name, &mut errors).map(|text| text.trim().to_owned());
    let name = text("name").unwrap_or_else(|| was.map(|was| was.name.clone()).unwrap_or_default());
    let (sort, module) = (text("sort"), text("module").unwrap_or_default());
    let (visibility, pinned, query_type) = (text("visibility"), text("pinned"), text("query_type"));
    if !module.is_empty() && module != CALLS.to_string() {
        errors.add("module", "This must be 1: calls.");
    }
    let shared = match visibility.as_deref() {
        None => was.is_some_and(|was| was.shared),
        Some("" | "private") => false,
        Some("shared") => true,
        Some(_) => {
            errors.add("visibility", "This must be private or shared.");
            false
        }
    };
    let pinned = match pinned.as_deref() {
        None => was.is_some_and(|was| was.pinned),
        Some("" | "0" | "false") => false,
        Some("1" | "true") => true,
        Some(_) => {
            errors.add("pinned", "This must be 0 or 1.");
            false
        }
    };
    let type_was = was.map_or(1, |was| was.query_type);
    let query_type: i16 = match query_type.as_deref() {
        None => type_was,
        Some("") => 1,
        Some(typed) => typed.parse().unwrap_or(9),
    };
    let (order_was, filters_were): (Vec<_>, Vec<_>) =
        parse_pairs(was.map_or("", |was| &was.query)).into_iter().partition(|(key, _)| key == "sort");
    let mut pairs = if fields.has("filters") {
        of_filters(fields, &mut errors)
    } else {
        // What the type of the query stood for goes with it.
        let is_of_type = |(key, value): &(String, String)| pairs_of(type_was).contains(&(key.as_str(), value.as_str()));
        filters_were.into_iter().filter(|pair| !is_of_type(pair)).collect()
    };
    pairs.extend(pairs_of(query_type).iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    match sort {
        Some(sort) => pairs.extend((!sort.is_empty()).then(|| ("sort".to_owned(), sort))),
        None if pairs.iter().any(|(key, _)| key == "sort") => {}
        None => pairs.extend(order_was),
    }
    if let Err(wrong) = ListQuery::<Calls>::parse(pairs.iter().map(|(key, value)| (key, value))) {
        errors.merge(wrong);
    }
    let columns = if fields.has("columns") {
        fields.texts("columns", &mut errors)
    } else {
        let were = was.map(|was| was.columns.clone()).unwrap_or_default();
        were.into_iter().filter(|word| is_column(engine::view::CALLS, word)).collect()
    };
    errors.into_result(ViewDraft {
        id: was.map(|was| was.id),
        list: engine::view::CALLS.to_owned(),
        name,
        shared,
        query: print_pairs(&pairs),
        columns,
        pinned,
        query_type,
        // As the old platform did.
        replace: true,
        // What was not sent was read from this one.
        version: was.map(|was| was.version),
    })
}

fn invalid(errors: FieldErrors) -> Refusal {
    match conflict(INVALID, json!({ "errors": errors })) {
        Refusal::ConflictWith(text, data) => Refusal::InvalidWith(text, data),
        other => other,
    }
}
