use super::answer::{CallRefusals, CallReply};
use super::filters::{CallFilterBody, wanted};
use super::view::CallView;
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::api::list::cursor_text;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
use domain::page::PageSize;
use serde::Serialize;
use utoipa::ToSchema;

/// The calls of one status.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallColumn {
    /// A digit as a text, as in a call.
    status_id: String,
    status: &'static str,
    /// Counted to 10,000.
    count: u64,
    /// There are more than `count` says.
    count_is_capped: bool,
    /// The newest of them.
    calls: Vec<CallView>,
    /// Goes on in the list of this status; null at its end.
    cursor: Option<String>,
}

/// The calls that match by status, the newest of each: `limit` of them, 20 when not given.
#[utoipa::path(
    post, path = "/crm/calls/get-grouped-by-status", tag = "Calls", operation_id = "calls_by_status",
    request_body = CallFilterBody,
    responses((status = 200, description = "The columns", body = CallReply<Vec<CallColumn>>), CallRefusals)
)]
pub async fn grouped(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<CallReply<Vec<CallColumn>>, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let mut errors = FieldErrors::new();
    let limit = fields.whole("limit", &mut errors).unwrap_or(20).clamp(1, 200);
    errors.into_result(())?;
    let query = wanted(engine, scope, &fields, &[], false).await?;
    let board = engine::call::board(engine, scope, &query.filter, PageSize::clamped(limit)).await?;
    let column = |column: engine::call::Column| CallColumn {
        status_id: column.status.code().to_string(),
        status: column.status.label(),
        count: column.count.figure(),
        count_is_capped: column.count.is_capped(),
        cursor: cursor_text(column.calls.next),
        calls: column.calls.rows.into_iter().map(CallView::from).collect(),
    };
    Ok(CallReply::ok("Records retrieved successfully", board.into_iter().map(column).collect()))
}
