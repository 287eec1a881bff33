use super::sent_list;
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::FieldErrors;
use domain::phone::PhoneNumber;
use serde::Serialize;
use utoipa::ToSchema;

/// A number to be taken off the list.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct RemoveBody {
    phone_number: String,
    /// Why, 1 to 500 characters; it stays in the history.
    reason: String,
    /// From the list of this campaign; from the company's when not sent.
    campaign_id: Option<i64>,
}

/// A number that is on the list no more.
#[derive(Debug, Serialize, ToSchema)]
pub struct RemovedView {
    /// In E.164.
    phone_number: String,
}

/// Takes a number off the company's list, or off a campaign's; needs the role admin. Its entry stays as history.
#[utoipa::path(
    post, path = "/api/v1/do-not-call/remove/", tag = "Do not call", operation_id = "remove_do_not_call",
    request_body = RemoveBody,
    responses((status = 200, description = "Off the list", body = RemovedView), Problems)
)]
pub async fn remove_do_not_call(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<Json<RemovedView>, Refusal> {
    let mut errors = FieldErrors::new();
    let number = fields.text("phone_number", &mut errors).parse::<PhoneNumber>();
    let number = number.map_err(|error| errors.add("phone_number", error.to_string())).ok();
    let reason = fields.only_text("reason", &mut errors);
    let list = sent_list(&fields, &mut errors);
    let Some(number) = errors.into_result(number)? else { return Err(Refusal::NoSuchPath) };
    let removed = engine::do_not_call::remove(&state.engine, &caller.scope, list, number, &reason).await;
    removed.map_err(Refusal::at("phone_number", "This number is not on the list."))?;
    Ok(Json(RemovedView { phone_number: number.e164() }))
}
