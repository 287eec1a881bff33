use super::answer::{CallRefusals, CallReply, missing};
use super::body::{named, sent};
use super::stale::refused;
use super::view::CallView;
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::api::version::IfMatch;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
use domain::call::{STATUSES, Status};
use utoipa::ToSchema;

/// Which call, and where it is to stand.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct CallStatusBody {
    /// The call's id; its ukey may be sent instead, as `ukey`.
    id: i64,
    /// 1 Scheduled, 2 Connected, 3 Missed, 4 Overdue, 5 Completed.
    status_id: String,
    /// The version that the change is of; with another one nothing is changed, and 409 tells the call as it is.
    version: Option<i64>,
}

/// Sets where a call stands. The version may be told in `If-Match` instead of the body.
#[utoipa::path(
    post, path = "/crm/calls/update-status", tag = "Calls", operation_id = "update_call_status",
    params(("If-Match" = Option<String>, Header, description = "The version that the change is of, as `ETag` told it")),
    request_body = CallStatusBody,
    responses((status = 200, description = "Set", body = CallReply<CallView>), CallRefusals)
)]
pub async fn update_status(
    State(state): State<AppState>,
    caller: Caller,
    if_match: IfMatch,
    fields: Fields,
) -> Result<CallReply<CallView>, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let mut errors = FieldErrors::new();
    let key = named(&fields, &mut errors);
    if key.is_empty() && errors.is_empty() {
        errors.add("id", "This is required.");
    }
    let status = Status::read(sent(&fields, "status_id", &mut errors).unwrap_or_default().trim());
    if status.is_none() {
        errors.add("status_id", STATUSES);
    }
    let version = if_match.or_body(&fields, &mut errors);
    errors.into_result(())?;
    let Some(status) = status else { return Err(Refusal::NoSuchPath) };
    let id = engine::call::named(engine, scope, &key).await.map_err(missing)?;
    match engine::call::set_status(engine, scope, id, status, None, version).await {
        Ok(call) => Ok(CallReply::ok("Call status updated successfully", call.into())),
        Err(error) => Err(refused(&state, &caller, id, version, error).await),
    }
}
