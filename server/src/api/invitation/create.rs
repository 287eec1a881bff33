use super::view::InvitationView;
use crate::api::envelope::Refusal;
use crate::api::idempotency::NotKept;
use crate::api::input::Fields;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::{Extension, Json};
use domain::FieldErrors;
use domain::invitation::InvitationDraft;
use secrecy::ExposeSecret;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// Who is invited.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct InvitationBody {
    /// Nobody with another address can use the link.
    #[schema(examples("ann@example.com"))]
    email: String,
    /// owner, admin, agent or viewer. Owners are invited by owners alone.
    #[schema(examples("agent"))]
    role: String,
    /// For how many days it is open: 1, 7 or 30; 7 when not given.
    days: Option<u64>,
}

/// An invitation that was made just now.
#[derive(Debug, Serialize, ToSchema)]
pub struct MadeInvitationView {
    invitation: InvitationView,
    /// Shown this once and kept nowhere: pass it on.
    link: String,
}

/// Makes a link by which one person joins the company. No mail is sent. An open invitation to the same address ends.
///
/// The answer holds a secret, so it is not kept for an `Idempotency-Key`: the same request again makes another link.
#[utoipa::path(
    post, path = "/api/v1/invitations/", tag = "Members", operation_id = "create_invitation",
    request_body = InvitationBody,
    responses((status = 201, description = "The invitation with its link", body = MadeInvitationView), Problems)
)]
pub async fn create_invitation(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<impl IntoResponse, Refusal> {
    let mut errors = FieldErrors::new();
    let draft = InvitationDraft {
        email: fields.only_text("email", &mut errors),
        role: fields.only_text("role", &mut errors),
        days: fields.whole("days", &mut errors).map(|days| days.to_string()).unwrap_or_default(),
    };
    if let Err(others) = draft.check() {
        // What is of a wrong type is not told once more as missing.
        let wrong: Vec<String> = errors.iter().map(|(field, _)| field.to_owned()).collect();
        for (field, texts) in others.iter().filter(|(field, _)| !wrong.iter().any(|known| known == field)) {
            texts.iter().for_each(|text| errors.add(field, text.clone()));
        }
    }
    errors.into_result(())?;
    let made = engine::invitation::create(&state.engine, &caller.scope, &draft).await?;
    let link = format!("{}{}", state.config.network.public_url, app::paths::invitation(made.secret.expose_secret()));
    let invitation = InvitationView::at(OffsetDateTime::now_utc(), made.invitation);
    Ok((StatusCode::CREATED, Extension(NotKept), Json(MadeInvitationView { invitation, link })))
}
