use super::answer::{CallRefusals, CallReply, missing};
use super::view::CallView;
use crate::api::envelope::Refusal;
use crate::api::input::PathText;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;

/// Makes a call like another.
#[utoipa::path(
    post, path = "/crm/calls/clone/{call_id}", tag = "Calls", operation_id = "clone_call",
    params(("call_id" = String, Path, description = "The call's id or its ukey")),
    responses((status = 201, description = "The new call", body = CallReply<CallView>), CallRefusals)
)]
pub async fn clone(
    State(state): State<AppState>,
    caller: Caller,
    PathText(key): PathText,
) -> Result<CallReply<CallView>, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let id = engine::call::named(engine, scope, &key).await.map_err(missing)?;
    let call = engine::call::clone(engine, scope, id).await.map_err(missing)?;
    Ok(CallReply::created(format!("Call (cloned from {id}) created successfully"), call.into()))
}
