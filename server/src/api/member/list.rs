use super::view::MemberView;
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::list::{Total, cursor_text, read_list};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::{RawQuery, State};
use domain::filter::Members;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of members.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberPage {
    members: Vec<MemberView>,
    total: Total,
    /// Goes on after this page; null at the end.
    next: Option<String>,
    /// Goes back before it; null at the beginning.
    previous: Option<String>,
}

/// The company's members that match, in the order they joined.
#[utoipa::path(
    get, path = "/api/v1/members/", tag = "Members", operation_id = "list_members",
    params(
        ("person" = Option<String>, Query, description = "Name or e-mail address, any case; `person.contains` takes a part"),
        ("role" = Option<String>, Query, description = "owner, admin, agent or viewer"),
        ("state" = Option<String>, Query, description = "active or suspended"),
        ("sort" = Option<String>, Query, description = "joined, or -joined for descending"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `next` says"),
    ),
    responses((status = 200, description = "A page", body = MemberPage), Problems)
)]
pub async fn list_members(
    State(state): State<AppState>,
    caller: Caller,
    _checked: QueryFields,
    RawQuery(query): RawQuery,
) -> Result<Json<MemberPage>, Refusal> {
    let query = read_list::<Members>(query.as_deref())?;
    let page = engine::member::list(&state.engine, &caller.scope, &query).await?;
    let count = engine::member::count(&state.engine, &caller.scope, &query.filter).await?;
    Ok(Json(MemberPage {
        total: count.seeing(page.rows.len() as u64).into(),
        next: cursor_text(page.next),
        previous: cursor_text(page.previous),
        members: page.rows.into_iter().map(MemberView::from).collect(),
    }))
}
