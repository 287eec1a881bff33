use super::view::TenantView;
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::list::{Total, cursor_text, read_list};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::{RawQuery, State};
use domain::filter::Tenants;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of companies.
#[derive(Debug, Serialize, ToSchema)]
pub struct TenantPage {
    tenants: Vec<TenantView>,
    total: Total,
    /// Goes on after this page; null at the end.
    next: Option<String>,
    /// Goes back before it; null at the beginning.
    previous: Option<String>,
}

/// The companies that match, the newest first.
#[utoipa::path(
    get, path = "/api/v1/tenants/", tag = "Tenants", operation_id = "list_tenants",
    params(
        ("name" = Option<String>, Query, description = "Name or slug, any case; `name.contains` takes a part"),
        ("state" = Option<String>, Query, description = "active or suspended"),
        ("sort" = Option<String>, Query, description = "created, or -created for descending"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `next` says"),
    ),
    responses((status = 200, description = "A page", body = TenantPage), Problems)
)]
pub async fn list_tenants(
    State(state): State<AppState>,
    caller: Caller,
    _checked: QueryFields,
    RawQuery(query): RawQuery,
) -> Result<Json<TenantPage>, Refusal> {
    let query = read_list::<Tenants>(query.as_deref())?;
    let page = engine::tenant::list(&state.engine, &caller.scope, &query).await?;
    let count = engine::tenant::count(&state.engine, &caller.scope, &query.filter).await?;
    Ok(Json(TenantPage {
        total: count.seeing(page.rows.len() as u64).into(),
        next: cursor_text(page.next),
        previous: cursor_text(page.previous),
        tenants: page.rows.into_iter().map(TenantView::from).collect(),
    }))
}
