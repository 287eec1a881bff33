use super::view::CallingRuleView;
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// The rules in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallingRulesView {
    /// 0 for those that were shipped.
    version: i32,
    rows: Vec<CallingRuleView>,
}

/// What the law says about calling people, as it is in force. Check dates and applicability before relying on it.
#[utoipa::path(
    get, path = "/api/v1/calling-rules/", tag = "Calling rules", operation_id = "list_calling_rules",
    responses((status = 200, description = "All of them", body = CallingRulesView), Problems)
)]
pub async fn list_calling_rules(
    State(state): State<AppState>,
    caller: Caller,
    _checked: QueryFields,
) -> Result<Json<CallingRulesView>, Refusal> {
    let (version, book) = engine::calling_rule::in_force(&state.engine, &caller.scope).await?;
    Ok(Json(CallingRulesView { version, rows: book.rules().iter().map(CallingRuleView::from).collect() }))
}
