use super::{NO_CAMPAIGN, sent_list};
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::FieldErrors;
use domain::do_not_call::AddDraft;
use serde::Serialize;
use utoipa::ToSchema;

/// Numbers that are not to be called.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct AddBody {
    /// 1 to 1,000, in any usual notation.
    phone_numbers: Vec<String>,
    /// Why, up to 500 characters.
    note: Option<String>,
    /// For the list of this campaign alone; the company's when not sent.
    campaign_id: Option<i64>,
}

/// What came of adding.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddedView {
    added: u64,
    /// On the list before; they stay as they were.
    there_already: u64,
}

/// Puts numbers on the company's list, or on a campaign's, at once. All of them or, where one is wrong, none.
#[utoipa::path(
    post, path = "/api/v1/do-not-call/", tag = "Do not call", operation_id = "add_do_not_call",
    request_body = AddBody,
    responses((status = 200, description = "On the list", body = AddedView), Problems)
)]
pub async fn add_do_not_call(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<Json<AddedView>, Refusal> {
    let mut errors = FieldErrors::new();
    let phone_numbers = fields.texts("phone_numbers", &mut errors);
    let note = fields.only_text("note", &mut errors);
    let list = sent_list(&fields, &mut errors);
    errors.into_result(())?;
    let draft = AddDraft { phone_numbers, note };
    let added = engine::do_not_call::add(&state.engine, &caller.scope, list, &draft).await;
    let added = added.map_err(Refusal::at("campaign_id", NO_CAMPAIGN))?;
    Ok(Json(AddedView { added: added.added, there_already: added.there_already }))
}
