use super::answer::{CallRefusals, CallReply, missing};
use super::body::{PathTexts, flag};
use super::view::CallView;
use crate::api::envelope::Refusal;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;

/// Marks a call as a favourite, or no longer.
#[utoipa::path(
    post, path = "/crm/calls/{call_id}/favorite/{value}", tag = "Calls", operation_id = "set_call_favorite",
    params(
        ("call_id" = String, Path, description = "The call's id or its ukey"),
        ("value" = i64, Path, description = "1 marks it, 0 takes the mark away"),
    ),
    responses((status = 200, description = "Marked", body = CallReply<CallView>), CallRefusals)
)]
pub async fn favorite(
    State(state): State<AppState>,
    caller: Caller,
    PathTexts(key, value): PathTexts,
) -> Result<CallReply<CallView>, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let favourite = flag(&value, "value")?;
    let id = engine::call::named(engine, scope, &key).await.map_err(missing)?;
    let call = engine::call::favourite(engine, scope, id, favourite).await.map_err(missing)?;
    let message = if favourite { "Call marked as favorite" } else { "Call unmarked as favorite" };
    Ok(CallReply::ok(message, call.into()))
}
