use super::view::VersionView;
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::list::cursor_text;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::FieldErrors;
use domain::page::{Cursor, PageSize};
use serde::Serialize;
use utoipa::ToSchema;

/// A page of versions.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionPage {
    versions: Vec<VersionView>,
    /// Goes on after this page; null at the end.
    next: Option<String>,
    /// Goes back before it; null at the beginning.
    previous: Option<String>,
}

/// The versions of the prefix table, newest first: one for each import.
#[utoipa::path(
    get, path = "/api/v1/prefixes/versions/", tag = "Prefixes", operation_id = "list_prefix_versions",
    params(
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `next` says"),
    ),
    responses((status = 200, description = "A page", body = VersionPage), Problems)
)]
pub async fn list_prefix_versions(
    State(state): State<AppState>,
    caller: Caller,
    query: QueryFields,
) -> Result<Json<VersionPage>, Refusal> {
    let mut errors = FieldErrors::new();
    let size = query.whole("page_size", &mut errors).map_or_else(PageSize::default, PageSize::clamped);
    errors.into_result(())?;
    let cursor = query.get("cursor").map(|text| Cursor(text.to_owned()));
    let page = engine::prefix::versions(&state.engine, &caller.scope, cursor.as_ref(), size).await?;
    Ok(Json(VersionPage {
        next: cursor_text(page.next),
        previous: cursor_text(page.previous),
        versions: page.rows.into_iter().map(VersionView::from).collect(),
    }))
}
