use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::FieldErrors;
use domain::id::ConsentId;
use domain::phone::PhoneNumber;
use engine::consent::{Which, withdraw};
use serde::Serialize;
use utoipa::ToSchema;

/// What is withdrawn: one record by its id, or all that is in force for a number.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct WithdrawBody {
    phone_number: Option<String>,
    consent_id: Option<i64>,
    /// Why, 1 to 500 characters; it stays in the history.
    reason: String,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Withdrawn {
    /// How many records it ended.
    withdrawn: u64,
}

/// Withdraws consent from now on. It is never taken back: who agrees anew is recorded anew.
#[utoipa::path(
    post, path = "/api/v1/consents/withdraw/", tag = "Consent", operation_id = "withdraw_consent",
    request_body = WithdrawBody,
    responses((status = 200, description = "Withdrawn", body = Withdrawn), Problems)
)]
pub async fn withdraw_consent(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<Json<Withdrawn>, Refusal> {
    let mut errors = FieldErrors::new();
    let reason = fields.only_text("reason", &mut errors);
    let id = fields.whole("consent_id", &mut errors).and_then(|id| i64::try_from(id).ok());
    let typed = fields.text("phone_number", &mut errors);
    let which = match (id, typed.trim()) {
        (Some(_), number) if !number.is_empty() => {
            errors.add("consent_id", "Name a record or a number, not both.");
            None
        }
        (Some(id), _) => Some(Which::Record(ConsentId(id))),
        (None, number) => match number.parse::<PhoneNumber>() {
            Ok(number) => Some(Which::Number(number)),
            Err(error) => {
                errors.add("phone_number", error.to_string());
                None
            }
        },
    };
    let Some(which) = errors.into_result(which)? else { return Err(Refusal::NoSuchPath) };
    let withdrawn = withdraw(&state.engine, &caller.scope, which, &reason).await;
    let withdrawn = withdrawn.map_err(Refusal::at("consent_id", "There is no such consent."))?;
    Ok(Json(Withdrawn { withdrawn }))
}
