use super::view::DialabilityView;
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::dialability::Demand;

/// Whether a number may be dialled now, and why. What is no number is answered too, with its reason.
#[utoipa::path(
    get, path = "/api/v1/dialability/", tag = "Dialability", operation_id = "dialability",
    params(("number" = String, Query, description = "Any notation; a + is sent as %2B")),
    responses((status = 200, description = "The verdict", body = DialabilityView), Problems)
)]
pub async fn dialability(
    State(state): State<AppState>,
    caller: Caller,
    query: QueryFields,
) -> Result<Json<DialabilityView>, Refusal> {
    let number = query.get("number").ok_or_else(|| Refusal::invalid("number", "Name a number."))?.to_owned();
    let told = engine::dialability::of_texts(&state.engine, &caller.scope, &[number], &Demand::default()).await?;
    let told = told.into_iter().next().ok_or(Refusal::NoSuchPath)?;
    Ok(Json(told.into()))
}
