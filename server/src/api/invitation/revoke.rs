use super::view::InvitationView;
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, PathText, path_id};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::id::InvitationId;
use time::OffsetDateTime;

const MISSING: &str = "There is no such invitation.";

/// Revokes an open invitation: its link leads nowhere from then on.
#[utoipa::path(
    delete, path = "/api/v1/invitations/{invitation_id}/", tag = "Members", operation_id = "revoke_invitation",
    params(("invitation_id" = i64, Path, description = "The invitation's id")),
    responses((status = 200, description = "The invitation as it was", body = InvitationView), Problems)
)]
pub async fn revoke_invitation(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    _fields: Fields,
) -> Result<Json<InvitationView>, Refusal> {
    let id: InvitationId = path_id(&id, "invitation_id", MISSING)?;
    let revoked = engine::invitation::revoke(&state.engine, &caller.scope, id).await;
    let revoked = revoked.map_err(Refusal::at("invitation_id", MISSING))?;
    Ok(Json(InvitationView::at(OffsetDateTime::now_utc(), revoked)))
}
