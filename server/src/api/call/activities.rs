use super::answer::{CallRefusals, CallReply, missing};
use super::view::CallActivity;
use crate::api::envelope::Refusal;
use crate::api::input::{PathText, QueryFields};
use crate::api::list::cursor_text;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
use domain::activity::EntityKind;
use domain::page::{Cursor, PageSize};
use serde::Serialize;
use utoipa::ToSchema;

/// A page of a call's timeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallActivities {
    activities: Vec<CallActivity>,
    /// Goes on after this page; null at the end.
    cursor: Option<String>,
}

/// What happened to a call, newest first.
#[utoipa::path(
    get, path = "/crm/calls/{call_id}/activities", tag = "Calls", operation_id = "call_activities",
    params(
        ("call_id" = String, Path, description = "The call's id or its ukey"),
        ("limit" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `cursor` says"),
    ),
    responses((status = 200, description = "A page", body = CallReply<CallActivities>), CallRefusals)
)]
pub async fn activities(
    State(state): State<AppState>,
    caller: Caller,
    PathText(key): PathText,
    query: QueryFields,
) -> Result<CallReply<CallActivities>, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let mut errors = FieldErrors::new();
    let size = query.whole("limit", &mut errors).map_or_else(PageSize::default, PageSize::clamped);
    errors.into_result(())?;
    let cursor = query.get("cursor").map(|cursor| Cursor(cursor.to_owned()));
    let id = engine::call::named(engine, scope, &key).await.map_err(missing)?;
    let page = engine::activity::list(engine, scope, EntityKind::Call, id.0, cursor.as_ref(), size).await?;
    let tenant = scope.tenant().0;
    let activities = page.rows.into_iter().map(|line| CallActivity::of(line, tenant)).collect();
    let cursor = cursor_text(page.next);
    Ok(CallReply::ok("Records retrieved successfully", CallActivities { activities, cursor }))
}
