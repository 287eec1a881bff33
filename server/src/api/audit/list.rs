use super::view::AuditEntryView;
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::list::{Listed, read_list};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::Scope;
use domain::filter::Audit;

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
        ("page" = Option<u64>, Query, description = "Counted from 1, to row 10,000"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("count" = Option<String>, Query, description = "exact counts on where counting would stop at 10,000"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `pagination.cursor` says"),
    ),
    responses((status = 200, description = "A page", body = Listed<AuditEntryView>), Problems)
)]
pub async fn list_audit(
    State(state): State<AppState>,
    caller: Caller,
    fields: QueryFields,
) -> Result<Json<Listed<AuditEntryView>>, Refusal> {
    listed(&state, &caller.scope, &fields).await
}

/// A page of the audit that the scope stands in.
pub(super) async fn listed(
    state: &AppState,
    scope: &Scope,
    fields: &QueryFields,
) -> Result<Json<Listed<AuditEntryView>>, Refusal> {
    let asked = read_list::<Audit>(fields)?;
    let engine = &state.engine;
    let page = asked.rows(|query| async move { engine::audit::list(engine, scope, &query).await }).await?;
    let capped = engine::audit::count(engine, scope, asked.filter());
    let exact = engine::audit::count_exact(engine, scope, asked.filter());
    Ok(Json(asked.answer(page, capped, exact).await?))
}
