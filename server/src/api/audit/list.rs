use super::view::AuditEntryView;
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::list::{Total, cursor_text, read_list};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::{RawQuery, State};
use domain::filter::Audit;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of entries.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditPage {
    entries: Vec<AuditEntryView>,
    total: Total,
    /// Goes on after this page; null at the end.
    next: Option<String>,
    /// Goes back before it; null at the beginning.
    previous: Option<String>,
}

/// The company's audit, the newest first. It takes an admin's token with the scope admin.
///
/// Filters are those of the portal's addresses: a field that comes again means any of its values.
#[utoipa::path(
    get, path = "/api/v1/audit/", tag = "Company", operation_id = "list_audit",
    params(
        ("verb" = Option<String>, Query, description = "What was done, such as project.create"),
        ("by" = Option<i64>, Query, description = "The id of who did it"),
        ("door" = Option<String>, Query, description = "page, rest, command or job"),
        ("subject" = Option<String>, Query, description = "What it was done to, such as project:12; `subject.starts` takes a beginning"),
        ("address" = Option<String>, Query, description = "The network address it came from"),
        ("request" = Option<String>, Query, description = "The request it belongs to"),
        ("acting" = Option<String>, Query, description = "true: a platform admin acted in the company"),
        ("at.from" = Option<String>, Query, description = "The first day, YYYY-MM-DD"),
        ("at.to" = Option<String>, Query, description = "The last day, YYYY-MM-DD"),
        ("sort" = Option<String>, Query, description = "-at, or at for the oldest first"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `next` says"),
    ),
    responses((status = 200, description = "A page", body = AuditPage), Problems)
)]
pub async fn list_audit(
    State(state): State<AppState>,
    caller: Caller,
    _checked: QueryFields,
    RawQuery(query): RawQuery,
) -> Result<Json<AuditPage>, Refusal> {
    let query = read_list::<Audit>(query.as_deref())?;
    let page = engine::audit::list(&state.engine, &caller.scope, &query).await?;
    let count = engine::audit::count(&state.engine, &caller.scope, &query.filter).await?;
    Ok(Json(AuditPage {
        total: count.seeing(page.rows.len() as u64).into(),
        next: cursor_text(page.next),
        previous: cursor_text(page.previous),
        entries: page.rows.into_iter().map(AuditEntryView::from).collect(),
    }))
}
