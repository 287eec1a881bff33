use super::ConsentView;
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::FieldErrors;
use domain::consent::{ConsentDraft, TermsDraft};
use utoipa::ToSchema;

/// Somebody's consent.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct ConsentBody {
    /// Any usual notation.
    #[schema(examples("+1 415 200 0001"))]
    phone_number: String,
    /// written, oral, web_form, existing_customer or own_test_line.
    kind: String,
    /// Where it comes from, 1 to 200 characters.
    source: String,
    /// A time in RFC 3339, or a day; now when not given.
    given_at: Option<String>,
    /// A time in RFC 3339, or a day, at the end of which it ends; never when not given.
    expires_at: Option<String>,
    /// Up to 4,000 characters.
    proof: Option<String>,
}

/// Records that somebody agreed to be called.
#[utoipa::path(
    post, path = "/api/v1/consents/", tag = "Consent", operation_id = "record_consent",
    request_body = ConsentBody,
    responses((status = 201, description = "The record", body = ConsentView), Problems)
)]
pub async fn record_consent(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<(StatusCode, Json<ConsentView>), Refusal> {
    let mut errors = FieldErrors::new();
    let phone_number = fields.text("phone_number", &mut errors);
    let mut text = |name: &str| fields.only_text(name, &mut errors);
    let terms = TermsDraft {
        kind: text("kind"),
        source: text("source"),
        given_at: text("given_at"),
        expires_at: text("expires_at"),
        proof: text("proof"),
    };
    errors.into_result(())?;
    let draft = ConsentDraft { phone_number, terms };
    let consent = engine::consent::record(&state.engine, &caller.scope, &draft).await?;
    Ok((StatusCode::CREATED, Json(consent.into())))
}
