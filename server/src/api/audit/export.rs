use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::problem::Problems;
use crate::download::attachment;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use axum::response::Response;
use domain::Scope;
use domain::filter::{Audit, Filter};

/// The company's audit as a CSV file, the oldest first, as it is written: of any size, and without a task.
///
/// The filters are those of the list. It takes an admin's token with the scope admin.
#[utoipa::path(
    get, path = "/api/v1/audit/export/", tag = "Company", operation_id = "export_audit",
    params(
        ("verb" = Option<String>, Query, description = "What was done, such as project.create"),
        ("by" = Option<i64>, Query, description = "The id of who did it"),
        ("door" = Option<String>, Query, description = "page, rest, command or job"),
        ("subject" = Option<String>, Query, description = "What it was done to, such as project:12; `subject.starts` takes a beginning"),
        ("at.from" = Option<String>, Query, description = "The first day, YYYY-MM-DD"),
        ("at.to" = Option<String>, Query, description = "The last day, YYYY-MM-DD"),
    ),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv"), Problems)
)]
pub async fn export_audit(
    State(state): State<AppState>,
    caller: Caller,
    fields: QueryFields,
) -> Result<Response, Refusal> {
    file(&state, &caller.scope, &fields, "audit.csv")
}

/// What matches of the audit that the scope stands in.
pub(super) fn file(state: &AppState, scope: &Scope, fields: &QueryFields, name: &str) -> Result<Response, Refusal> {
    let named = fields.pairs().filter(|(key, _)| !["user_id", "tenant_id"].contains(key));
    let filter = Filter::<Audit>::parse(named)?;
    let file = engine::audit::export(&state.engine, scope, filter)?;
    Ok(attachment(file, "text/csv; charset=utf-8", name))
}
