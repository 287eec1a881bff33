use super::missing;
use super::view::{ContactView, DealView, LeadView};
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, PathText, path_id};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::FieldErrors;
use domain::crm::{Draft, Field, Kind};
use domain::id::RecordId;
use serde::Serialize;
use utoipa::ToSchema;

/// The deal that comes of it.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct ConvertBody {
    /// Makes a deal of this name; none when not given.
    deal_name: Option<String>,
    /// The deal's, such as 12500.00.
    amount: Option<String>,
    /// The amount's; USD when not given.
    currency: Option<String>,
}

/// What the lead became.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConvertedView {
    lead: LeadView,
    contact: ContactView,
    deal: Option<DealView>,
}

/// Converts a lead: a contact is made of it, a company where it names one, and a deal where one is named; all or nothing.
#[utoipa::path(
    post, path = "/api/v1/leads/{id}/convert/", tag = "Leads", operation_id = "convert_lead",
    params(("id" = i64, Path, description = "Its id")),
    request_body = ConvertBody,
    responses((status = 201, description = "What it became", body = ConvertedView), Problems)
)]
pub async fn convert_lead(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    fields: Fields,
) -> Result<(axum::http::StatusCode, Json<ConvertedView>), Refusal> {
    let id: RecordId = path_id(&id, "id", missing(Kind::Lead))?;
    let mut errors = FieldErrors::new();
    let deal = Draft::default()
        .with(Field::Name, fields.only_text("deal_name", &mut errors))
        .with(Field::Amount, fields.text("amount", &mut errors))
        .with(Field::Currency, fields.only_text("currency", &mut errors));
    errors.into_result(())?;
    let done = engine::crm::convert(&state.engine, &caller.scope, id, &deal).await;
    let done = done.map_err(Refusal::at("id", missing(Kind::Lead)))?;
    let view =
        ConvertedView { lead: done.lead.into(), contact: done.contact.into(), deal: done.deal.map(DealView::from) };
    Ok((axum::http::StatusCode::CREATED, Json(view)))
}
