use super::answer::{CallRefusals, CallReply, missing};
use super::view::CallView;
use crate::api::envelope::Refusal;
use crate::api::input::PathText;
use crate::api::version::etag;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

async fn one(state: &AppState, caller: &Caller, key: &str) -> Result<Response, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let id = engine::call::named(engine, scope, key).await.map_err(missing)?;
    let call = engine::call::get(engine, scope, id).await.map_err(missing)?;
    let reply = CallReply::ok("Record retrieved successfully", CallView::from(call.clone()));
    Ok((etag(call.version), reply).into_response())
}

/// A call by its id or its ukey, a deleted one too.
#[utoipa::path(
    method(get, post), path = "/crm/calls/get/{call_id}", tag = "Calls", operation_id = "show_call",
    params(("call_id" = String, Path, description = "The call's id or its ukey")),
    responses((status = 200, description = "The call", body = CallReply<CallView>), CallRefusals)
)]
pub async fn show(State(state): State<AppState>, caller: Caller, PathText(key): PathText) -> Result<Response, Refusal> {
    one(&state, &caller, &key).await
}

/// The same as `/crm/calls/get/{call_id}`.
#[utoipa::path(
    method(get, post), path = "/crm/calls/details/get/{call_id}", tag = "Calls", operation_id = "show_call_details",
    params(("call_id" = String, Path, description = "The call's id or its ukey")),
    responses((status = 200, description = "The call", body = CallReply<CallView>), CallRefusals)
)]
pub async fn details(
    State(state): State<AppState>,
    caller: Caller,
    PathText(key): PathText,
) -> Result<Response, Refusal> {
    one(&state, &caller, &key).await
}
