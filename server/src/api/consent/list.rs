use super::ConsentView;
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::list::{Total, cursor_text, read_list};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::{RawQuery, State};
use domain::filter::Consents;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of consents.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentPage {
    consents: Vec<ConsentView>,
    total: Total,
    /// Goes on after this page; null at the end.
    next: Option<String>,
    /// Goes back before it; null at the beginning.
    previous: Option<String>,
}

/// The records that match, the last recorded first.
///
/// Filters are those of the portal's addresses: `field=value`, `field.not`, `field.contains`, `field.starts`, `field.ends`,
/// `field.from`, `field.to`; a field that comes again means any of its values.
#[utoipa::path(
    get, path = "/api/v1/consents/", tag = "Consent", operation_id = "list_consents",
    params(
        ("number" = Option<String>, Query, description = "A whole number; `number.starts` and `number.contains` take parts"),
        ("kind" = Option<String>, Query, description = "written, oral, web_form, existing_customer or own_test_line"),
        ("state" = Option<String>, Query, description = "in_force, expired or withdrawn"),
        ("source.contains" = Option<String>, Query, description = "Part of the source, in any case"),
        ("given.from" = Option<String>, Query, description = "A day, YYYY-MM-DD; `given.to` likewise"),
        ("recorded.from" = Option<String>, Query, description = "A day, YYYY-MM-DD; `recorded.to` likewise"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `next` says"),
    ),
    responses((status = 200, description = "A page", body = ConsentPage), Problems)
)]
pub async fn list_consents(
    State(state): State<AppState>,
    caller: Caller,
    _checked: QueryFields,
    RawQuery(query): RawQuery,
) -> Result<Json<ConsentPage>, Refusal> {
    let query = read_list::<Consents>(query.as_deref())?;
    let page = engine::consent::list(&state.engine, &caller.scope, &query).await?;
    let count = engine::consent::count(&state.engine, &caller.scope, &query.filter).await?;
    Ok(Json(ConsentPage {
        total: count.seeing(page.rows.len() as u64).into(),
        next: cursor_text(page.next),
        previous: cursor_text(page.previous),
        consents: page.rows.into_iter().map(ConsentView::from).collect(),
    }))
}
