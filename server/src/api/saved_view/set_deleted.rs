use super::MISSING;
use crate::api::call::answer::{CallRefusals, CallReply, missing_as};
use crate::api::call::{PathTexts, flag};
use crate::api::envelope::Refusal;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::id::ViewId;
use engine::Error;
use serde::Serialize;
use utoipa::ToSchema;

/// Which view, and how it stands now.
#[derive(Debug, Serialize, ToSchema)]
pub struct ViewDeleted {
    id: i64,
    deleted: u8,
}

/// Deletes one's own view, or takes it back; an admin also deletes what others share.
#[utoipa::path(
    post, path = "/custom/views/{view_id}/deleted/{value}", tag = "Views", operation_id = "set_view_deleted",
    params(
        ("view_id" = i64, Path, description = "The view's id"),
        ("value" = i64, Path, description = "1 deletes, 0 restores"),
    ),
    responses((status = 200, description = "Deleted or restored", body = CallReply<ViewDeleted>), CallRefusals)
)]
pub async fn set_deleted(
    State(state): State<AppState>,
    caller: Caller,
    PathTexts(id, value): PathTexts,
) -> Result<CallReply<ViewDeleted>, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let missing = missing_as(MISSING);
    let deleted = flag(&value, "value")?;
    let id = ViewId(id.parse().map_err(|_| missing(Error::NotFound))?);
    let message = if deleted {
        engine::view::delete(engine, scope, id).await.map_err(&missing)?;
        "Custom view deleted successfully"
    } else {
        engine::view::restore(engine, scope, id).await.map_err(&missing)?;
        "Custom view restored successfully"
    };
    Ok(CallReply::ok(message, ViewDeleted { id: id.0, deleted: u8::from(deleted) }))
}
