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

/// Takes a member out of the company. Their tokens here are gone for ever; what they made stays.
#[utoipa::path(
    delete, path = "/api/v1/members/{member_id}/", tag = "Members", operation_id = "remove_member",
    params(("member_id" = i64, Path, description = "The person's id")),
    responses((status = 200, description = "The member as they were", body = MemberView), Problems)
)]
pub async fn remove_member(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    _fields: Fields,
) -> Result<Json<MemberView>, Refusal> {
    let id: UserId = path_id(&id, "member_id", MISSING)?;
    let member = engine::member::remove(&state.engine, &caller.scope, id).await;
    Ok(Json(member.map_err(Refusal::at("member_id", MISSING))?.into()))
}
