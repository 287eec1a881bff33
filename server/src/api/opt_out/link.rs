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

/// Whom the link is for.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct LinkBody {
    phone_number: String,
}

/// A link by which somebody opts out.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkView {
    /// In E.164.
    phone_number: String,
    /// Works without signing in, and does not end.
    url: String,
}

/// The link by which whoever has this number opts out: the same each time.
#[utoipa::path(
    post, path = "/api/v1/opt-outs/links/", tag = "Do not call", operation_id = "opt_out_link",
    request_body = LinkBody,
    responses((status = 200, description = "The link", body = LinkView), Problems)
)]
pub async fn opt_out_link(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<Json<LinkView>, Refusal> {
    let mut errors = FieldErrors::new();
    let number = fields.text("phone_number", &mut errors).parse::<PhoneNumber>();
    let number = number.map_err(|error| errors.add("phone_number", error.to_string())).ok();
    let Some(number) = errors.into_result(number)? else { return Err(Refusal::NoSuchPath) };
    let link = engine::opt_out::link(&state.engine, &caller.scope, number).await?;
    let url = format!("{}{}", state.config.network.public_url, app::paths::stop(&link));
    Ok(Json(LinkView { phone_number: number.e164(), url }))
}
