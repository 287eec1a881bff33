use super::answer::{CallRefusals, CallReply, missing};
use super::body::{PathTexts, flag};
use super::stale::{VersionBody, refused};
use super::view::CallView;
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, PathText};
use crate::api::version::IfMatch;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;

/// Deletes a call; it can be restored for 30 days. The version may be told in `If-Match` instead of the body.
#[utoipa::path(
    method(delete, post), path = "/crm/calls/delete/{call_id}", tag = "Calls", operation_id = "delete_call",
    params(
        ("call_id" = String, Path, description = "The call's id or its ukey"),
        ("If-Match" = Option<String>, Header, description = "The version that the change is of, as `ETag` told it"),
    ),
    request_body = Option<VersionBody>,
    responses((status = 200, description = "Deleted", body = CallReply<CallView>), CallRefusals)
)]
pub async fn delete(
    State(state): State<AppState>,
    caller: Caller,
    PathText(key): PathText,
    if_match: IfMatch,
    fields: Fields,
) -> Result<CallReply<CallView>, Refusal> {
    set(&state, &caller, &key, true, (if_match, &fields)).await
}

/// Deletes a call, or restores it. The version may be told in `If-Match` instead of the body.
#[utoipa::path(
    post, path = "/crm/calls/{call_id}/deleted/{value}", tag = "Calls", operation_id = "set_call_deleted",
    params(
        ("call_id" = String, Path, description = "The call's id or its ukey"),
        ("value" = i64, Path, description = "1 deletes, 0 restores"),
        ("If-Match" = Option<String>, Header, description = "The version that the change is of, as `ETag` told it"),
    ),
    request_body = Option<VersionBody>,
    responses((status = 200, description = "Deleted or restored", body = CallReply<CallView>), CallRefusals)
)]
pub async fn set_deleted(
    State(state): State<AppState>,
    caller: Caller,
    PathTexts(key, value): PathTexts,
    if_match: IfMatch,
    fields: Fields,
) -> Result<CallReply<CallView>, Refusal> {
    set(&state, &caller, &key, flag(&value, "value")?, (if_match, &fields)).await
}

async fn set(
    state: &AppState,
    caller: &Caller,
    key: &str,
    deleted: bool,
    (if_match, fields): (IfMatch, &Fields),
) -> Result<CallReply<CallView>, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let mut errors = FieldErrors::new();
    let version = if_match.or_body(fields, &mut errors);
    errors.into_result(())?;
    let id = engine::call::named(engine, scope, key).await.map_err(missing)?;
    let (done, message) = if deleted {
        (engine::call::delete(engine, scope, id, version).await, "Record deleted successfully")
    } else {
        (engine::call::restore(engine, scope, id, version).await, "Record restored successfully")
    };
    match done {
        Ok(call) => Ok(CallReply::ok(message, call.into())),
        Err(error) => Err(refused(state, caller, id, version, error).await),
    }
}
