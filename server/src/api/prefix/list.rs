use super::view::PrefixView;
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::list::{Total, cursor_text, read_list};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::{RawQuery, State};
use domain::filter::Prefixes;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of codes.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrefixPage {
    prefixes: Vec<PrefixView>,
    total: Total,
    /// Goes on after this page; null at the end.
    next: Option<String>,
    /// Goes back before it; null at the beginning.
    previous: Option<String>,
}

/// The codes that match, in their order.
///
/// Filters are those of the portal's addresses: `field=value`, `field.not`, `field.contains`, `field.starts`,
/// `field.ends`; a field that comes again means any of its values.
#[utoipa::path(
    get, path = "/api/v1/prefixes/", tag = "Prefixes", operation_id = "list_prefixes",
    params(
        ("prefix" = Option<String>, Query, description = "Six digits; `prefix.starts` takes fewer"),
        ("area_code" = Option<String>, Query, description = "Three digits"),
        ("carrier" = Option<String>, Query, description = "Brand or legal name, any case; `carrier.contains` takes a part"),
        ("type" = Option<String>, Query, description = "Mobile, Landline, VoIP or Unknown"),
        ("state" = Option<String>, Query, description = "Two letters"),
        ("assigned" = Option<String>, Query, description = "true or false"),
        ("disputed" = Option<String>, Query, description = "true: two sources say different line types"),
        ("sort" = Option<String>, Query, description = "prefix, or -prefix for descending"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `next` says"),
    ),
    responses((status = 200, description = "A page", body = PrefixPage), Problems)
)]
pub async fn list_prefixes(
    State(state): State<AppState>,
    caller: Caller,
    _checked: QueryFields,
    RawQuery(query): RawQuery,
) -> Result<Json<PrefixPage>, Refusal> {
    let query = read_list::<Prefixes>(query.as_deref())?;
    let page = engine::prefix::list(&state.engine, &caller.scope, &query).await?;
    let count = engine::prefix::count(&state.engine, &caller.scope, &query.filter).await?;
    Ok(Json(PrefixPage {
        total: count.seeing(page.rows.len() as u64).into(),
        next: cursor_text(page.next),
        previous: cursor_text(page.previous),
        prefixes: page.rows.into_iter().map(PrefixView::from).collect(),
    }))
}
