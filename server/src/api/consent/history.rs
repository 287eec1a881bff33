use super::ConsentView;
use crate::api::envelope::Refusal;
use crate::api::input::{PathText, QueryFields};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::phone::PhoneNumber;
use serde::Serialize;
use utoipa::ToSchema;

/// Everything that was ever recorded of a number.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentHistory {
    /// In E.164.
    phone_number: String,
    /// The newest first.
    consents: Vec<ConsentView>,
}

/// Every record of a number, withdrawn and expired ones too.
#[utoipa::path(
    get, path = "/api/v1/consents/{phone_number}/", tag = "Consent", operation_id = "consent_history",
    params(("phone_number" = String, Path, description = "Any usual notation, such as 14152000001")),
    responses((status = 200, description = "Its records", body = ConsentHistory), Problems)
)]
pub async fn consent_history(
    State(state): State<AppState>,
    caller: Caller,
    _query: QueryFields,
    PathText(number): PathText,
) -> Result<Json<ConsentHistory>, Refusal> {
    let number = number.parse::<PhoneNumber>().map_err(|error| Refusal::invalid("phone_number", error.to_string()))?;
    let consents = engine::consent::history(&state.engine, &caller.scope, number).await?;
    let consents = consents.into_iter().map(ConsentView::from).collect();
    Ok(Json(ConsentHistory { phone_number: number.e164(), consents }))
}
