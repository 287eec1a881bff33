use super::MISSING;
use super::stale::refused;
use crate::api::call::answer::{CallRefusals, CallReply, missing_as};
use crate::api::call::{PathTexts, VersionBody, flag};
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::api::version::IfMatch;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
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

/// Deletes one's own view, or takes it back; an admin also deletes what others share. The version may be told in `If-Match`
/// instead of the body.
#[utoipa::path(
    post, path = "/custom/views/{view_id}/deleted/{value}", tag = "Views", operation_id = "set_view_deleted",
    params(
        ("view_id" = i64, Path, description = "The view's id"),
        ("value" = i64, Path, description = "1 deletes, 0 restores"),
        ("If-Match" = Option<String>, Header, description = "The version that the change is of"),
    ),
    request_body = Option<VersionBody>,
    responses((status = 200, description = "Deleted or restored", body = CallReply<ViewDeleted>), CallRefusals)
)]
pub async fn set_deleted(
    State(state): State<AppState>,
    caller: Caller,
    PathTexts(id, value): PathTexts,
    if_match: IfMatch,
    fields: Fields,
) -> Result<CallReply<ViewDeleted>, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let missing = missing_as(MISSING);
    let deleted = flag(&value, "value")?;
    let id = ViewId(id.parse().map_err(|_| missing(Error::NotFound))?);
    let mut errors = FieldErrors::new();
    let version = if_match.or_body(&fields, &mut errors);
    errors.into_result(())?;
    let (done, message) = if deleted {
        (engine::view::delete(engine, scope, id, version).await, "Custom view deleted successfully")
    } else {
        (engine::view::restore(engine, scope, id, version).await, "Custom view restored successfully")
    };
    match done {
        Ok(()) => {}
        Err(Error::Conflict(text)) => return Err(refused(&state, &caller, Some(id), version, text).await),
        Err(other) => return Err(missing(other)),
    }
    Ok(CallReply::ok(message, ViewDeleted { id: id.0, deleted: u8::from(deleted) }))
}
