use super::show::MISSING;
use super::view::MemberView;
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, PathText, path_id};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::FieldErrors;
use domain::id::UserId;
use utoipa::ToSchema;

/// What a member is to be.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct MemberBody {
    /// owner, admin, agent or viewer. Owners are named and demoted by owners alone.
    #[schema(examples("agent"))]
    role: String,
}

/// Gives a member another role. It holds at once, also for what they have open.
#[utoipa::path(
    patch, path = "/api/v1/members/{member_id}/", tag = "Members", operation_id = "change_member",
    params(("member_id" = i64, Path, description = "The person's id")),
    request_body = MemberBody,
    responses((status = 200, description = "The member as they are now", body = MemberView), Problems)
)]
pub async fn change_member(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    fields: Fields,
) -> Result<Json<MemberView>, Refusal> {
    let id: UserId = path_id(&id, "member_id", MISSING)?;
    let mut errors = FieldErrors::new();
    let role = fields.only_text("role", &mut errors);
    errors.into_result(())?;
    let role =
        role.parse().map_err(|_| Refusal::invalid("role", "This must be one of: owner, admin, agent, viewer."))?;
    let member = engine::member::set_role(&state.engine, &caller.scope, id, role).await;
    Ok(Json(member.map_err(Refusal::at("member_id", MISSING))?.into()))
}
