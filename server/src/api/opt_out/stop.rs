use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::FieldErrors;
use serde::Serialize;
use utoipa::ToSchema;

/// Somebody who wants no more calls.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct OptOutBody {
    phone_number: String,
    /// What they said, up to 500 characters.
    note: Option<String>,
}

/// The number stands on the company's do-not-call list.
#[derive(Debug, Serialize, ToSchema)]
pub struct OptOutView {
    /// In E.164, as it was sent.
    phone_number: String,
    /// False when it was on the list before.
    new: bool,
}

/// Puts a number on the company's do-not-call list because its owner said so. The second time is as the first.
#[utoipa::path(
    post, path = "/api/v1/opt-outs/", tag = "Do not call", operation_id = "opt_out",
    request_body = OptOutBody,
    responses((status = 200, description = "On the list", body = OptOutView), Problems)
)]
pub async fn opt_out(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<Json<OptOutView>, Refusal> {
    let mut errors = FieldErrors::new();
    let number = fields.text("phone_number", &mut errors);
    let note = fields.only_text("note", &mut errors);
    errors.into_result(())?;
    let stopped = engine::opt_out::stop_number(&state.engine, &caller.scope, &number, &note).await?;
    Ok(Json(OptOutView { phone_number: stopped.number.e164(), new: stopped.is_new }))
}
