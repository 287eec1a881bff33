use super::answer::{CallRefusals, CallReply, missing};
use super::body::{PathTexts, flag};
use super::view::CallView;
use crate::api::envelope::Refusal;
use crate::api::input::PathText;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use engine::Error;

const DELETED: &str = "Record deleted successfully";

/// Deletes a call; it can be restored for 30 days.
#[utoipa::path(
    method(delete, post), path = "/crm/calls/delete/{call_id}", tag = "Calls", operation_id = "delete_call",
    params(("call_id" = String, Path, description = "The call's id or its ukey")),
    responses((status = 200, description = "Deleted", body = CallReply<CallView>), CallRefusals)
)]
pub async fn delete(
    State(state): State<AppState>,
    caller: Caller,
    PathText(key): PathText,
) -> Result<CallReply<CallView>, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let id = engine::call::named(engine, scope, &key).await.map_err(missing)?;
    let call = engine::call::delete(engine, scope, id).await.map_err(missing)?;
    Ok(CallReply::ok(DELETED, call.into()))
}

/// Deletes a call, or restores it; one that is so already stays as it is.
#[utoipa::path(
    post, path = "/crm/calls/{call_id}/deleted/{value}", tag = "Calls", operation_id = "set_call_deleted",
    params(
        ("call_id" = String, Path, description = "The call's id or its ukey"),
        ("value" = i64, Path, description = "1 deletes, 0 restores"),
    ),
    responses((status = 200, description = "Deleted or restored", body = CallReply<CallView>), CallRefusals)
)]
pub async fn set_deleted(
    State(state): State<AppState>,
    caller: Caller,
    PathTexts(key, value): PathTexts,
) -> Result<CallReply<CallView>, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let deleted = flag(&value, "value")?;
    let id = engine::call::named(engine, scope, &key).await.map_err(missing)?;
    if !deleted {
        let call = engine::call::restore(engine, scope, id).await.map_err(missing)?;
        return Ok(CallReply::ok("Record restored successfully", call.into()));
    }
    let call = match engine::call::delete(engine, scope, id).await {
        Err(Error::Conflict(text)) => {
            let now = engine::call::get(engine, scope, id).await.map_err(missing)?;
            if now.deleted_at.is_none() {
                return Err(missing(Error::Conflict(text)));
            }
            now
        }
        other => other.map_err(missing)?,
    };
    Ok(CallReply::ok(DELETED, call.into()))
}
