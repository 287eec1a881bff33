use super::MISSING;
use super::view::CustomView;
use crate::api::call::answer::{CallRefusals, CallReply, missing_as};
use crate::api::envelope::Refusal;
use crate::api::input::PathText;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::id::ViewId;
use domain::ukey::id_of_ukey;
use engine::Error;

async fn one(state: &AppState, caller: &Caller, id: Option<i64>) -> Result<CallReply<CustomView>, Refusal> {
    let id = ViewId(id.ok_or_else(|| missing_as(MISSING)(Error::NotFound))?);
    let view = super::stale::one(state, caller, id).await?;
    Ok(CallReply::ok("Record retrieved successfully", CustomView::of(view, &caller.scope)))
}

/// A view by its id.
#[utoipa::path(
    post, path = "/custom/views/get/{view_id}", tag = "Views", operation_id = "show_view",
    params(("view_id" = i64, Path, description = "The view's id")),
    responses((status = 200, description = "The view", body = CallReply<CustomView>), CallRefusals)
)]
pub async fn get(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
) -> Result<CallReply<CustomView>, Refusal> {
    one(&state, &caller, id.parse().ok()).await
}

/// A view by its ukey.
#[utoipa::path(
    post, path = "/custom/views/by-ukey/{view_ukey}", tag = "Views", operation_id = "show_view_by_ukey",
    params(("view_ukey" = String, Path, description = "The view's ukey")),
    responses((status = 200, description = "The view", body = CallReply<CustomView>), CallRefusals)
)]
pub async fn by_ukey(
    State(state): State<AppState>,
    caller: Caller,
    PathText(key): PathText,
) -> Result<CallReply<CustomView>, Refusal> {
    one(&state, &caller, id_of_ukey(caller.scope.tenant(), &key)).await
}
