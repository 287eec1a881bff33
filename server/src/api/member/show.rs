use super::view::MemberView;
use crate::api::envelope::Refusal;
use crate::api::input::{PathText, QueryFields, path_id};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::id::UserId;

pub(super) const MISSING: &str = "Nobody of this company has this id.";

/// One member.
#[utoipa::path(
    get, path = "/api/v1/members/{member_id}/", tag = "Members", operation_id = "show_member",
    params(("member_id" = i64, Path, description = "The person's id")),
    responses((status = 200, description = "The member", body = MemberView), Problems)
)]
pub async fn show_member(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    _query: QueryFields,
) -> Result<Json<MemberView>, Refusal> {
    let id: UserId = path_id(&id, "member_id", MISSING)?;
    let member = engine::member::get(&state.engine, &caller.scope, id).await;
    Ok(Json(member.map_err(Refusal::at("member_id", MISSING))?.into()))
}
