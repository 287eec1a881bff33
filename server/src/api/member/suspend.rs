use super::show::MISSING;
use super::view::MemberView;
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, PathText, path_id};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::id::UserId;

/// Keeps a member out of the company: what they have open stops at once, and their tokens here are refused.
#[utoipa::path(
    post, path = "/api/v1/members/{member_id}/suspend/", tag = "Members", operation_id = "suspend_member",
    params(("member_id" = i64, Path, description = "The person's id")),
    responses((status = 200, description = "The member as they are now", body = MemberView), Problems)
)]
pub async fn suspend_member(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    _fields: Fields,
) -> Result<Json<MemberView>, Refusal> {
    let id: UserId = path_id(&id, "member_id", MISSING)?;
    let member = engine::member::suspend(&state.engine, &caller.scope, id).await;
    Ok(Json(member.map_err(Refusal::at("member_id", MISSING))?.into()))
}
