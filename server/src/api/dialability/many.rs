use super::view::DialabilityView;
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::FieldErrors;
use domain::dialability::Demand;
use serde::Serialize;
use utoipa::ToSchema;

/// Numbers that are asked about.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct ManyBody {
    /// 1 to 1,000, in any notation.
    numbers: Vec<String>,
}

/// A verdict for each number, in the order in which they were sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct ManyView {
    numbers: Vec<DialabilityView>,
}

/// The same for up to a thousand numbers at once.
#[utoipa::path(
    post, path = "/api/v1/dialability/", tag = "Dialability", operation_id = "dialability_of_many",
    request_body = ManyBody,
    responses((status = 200, description = "The verdicts", body = ManyView), Problems)
)]
pub async fn dialability_of_many(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<Json<ManyView>, Refusal> {
    let mut errors = FieldErrors::new();
    let numbers = fields.texts("numbers", &mut errors);
    errors.into_result(())?;
    let told = engine::dialability::of_texts(&state.engine, &caller.scope, &numbers, &Demand::default()).await?;
    Ok(Json(ManyView { numbers: told.into_iter().map(DialabilityView::from).collect() }))
}
