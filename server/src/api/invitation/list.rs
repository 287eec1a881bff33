use super::view::InvitationView;
use crate::api::envelope::Refusal;
use crate::api::input::{QueryFields, flag};
use crate::api::list::cursor_text;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::FieldErrors;
use domain::page::{Cursor, PageSize};
use engine::invitation::Query;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A page of invitations.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationPage {
    invitations: Vec<InvitationView>,
    /// Goes on after this page; null at the end.
    next: Option<String>,
    /// Goes back before it; null at the beginning.
    previous: Option<String>,
}

/// The company's invitations, the newest first.
#[utoipa::path(
    get, path = "/api/v1/invitations/", tag = "Members", operation_id = "list_invitations",
    params(
        ("ended" = Option<bool>, Query, description = "true: those that were accepted, revoked or are past their end"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `next` says"),
    ),
    responses((status = 200, description = "A page", body = InvitationPage), Problems)
)]
pub async fn list_invitations(
    State(state): State<AppState>,
    caller: Caller,
    query: QueryFields,
) -> Result<Json<InvitationPage>, Refusal> {
    let mut errors = FieldErrors::new();
    let ended = flag(query.get("ended").unwrap_or_default(), "ended", &mut errors);
    let size = query.whole("page_size", &mut errors).map_or(PageSize::default(), PageSize::clamped);
    errors.into_result(())?;
    let query = Query { ended, cursor: query.get("cursor").map(|cursor| Cursor(cursor.to_owned())), size };
    let page = engine::invitation::list(&state.engine, &caller.scope, &query).await?;
    let now = OffsetDateTime::now_utc();
    Ok(Json(InvitationPage {
        next: cursor_text(page.next),
        previous: cursor_text(page.previous),
        invitations: page.rows.into_iter().map(|invitation| InvitationView::at(now, invitation)).collect(),
    }))
}
