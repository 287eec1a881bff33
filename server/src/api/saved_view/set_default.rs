use super::MISSING;
use super::view::CustomView;
use crate::api::call::answer::{CallRefusals, CallReply, missing_as};
use crate::api::envelope::Refusal;
use crate::api::input::PathText;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::id::ViewId;
use engine::Error;

/// Makes a view the one with which the person's list begins.
#[utoipa::path(
    post, path = "/custom/views/set-default/{view_id}", tag = "Views", operation_id = "set_default_view",
    params(("view_id" = i64, Path, description = "The view's id")),
    responses((status = 200, description = "The view", body = CallReply<CustomView>), CallRefusals)
)]
pub async fn set_default(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
) -> Result<CallReply<CustomView>, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let missing = missing_as(MISSING);
    let id = ViewId(id.parse().map_err(|_| missing(Error::NotFound))?);
    engine::view::set_default(engine, scope, id).await.map_err(&missing)?;
    let view = engine::view::get(engine, scope, id).await.map_err(&missing)?;
    Ok(CallReply::ok("Default view set successfully", CustomView::of(view, scope)))
}
