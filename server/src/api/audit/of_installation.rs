//! The audit of the installation itself: companies, prefixes, nodes. For platform admins.

use super::export::file;
use super::list::listed;
use super::view::AuditEntryView;
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::list::Listed;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::Scope;
use domain::id::TenantId;

/// Who may, as they stand there.
fn there(caller: &Caller) -> Result<Scope, Refusal> {
    let denied = || Refusal::Denied("This needs a platform admin.".to_owned());
    caller.scope.acting_in(TenantId::PLATFORM).ok_or_else(denied)
}

/// What operators and platform admins did to the installation itself, the newest first. For platform admins.
#[utoipa::path(
    get, path = "/api/v1/system/audit/", tag = "Tenants", operation_id = "list_audit_of_installation",
    params(
        ("verb" = Option<String>, Query, description = "What was done, such as tenant.create"),
        ("by" = Option<i64>, Query, description = "The id of who did it"),
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
pub async fn list_audit_of_installation(
    State(state): State<AppState>,
    caller: Caller,
    fields: QueryFields,
) -> Result<Json<Listed<AuditEntryView>>, Refusal> {
    listed(&state, &there(&caller)?, &fields).await
}

/// The same as a CSV file, the oldest first. For platform admins.
#[utoipa::path(
    get, path = "/api/v1/system/audit/export/", tag = "Tenants", operation_id = "export_audit_of_installation",
    params(
        ("verb" = Option<String>, Query, description = "What was done, such as tenant.create"),
        ("by" = Option<i64>, Query, description = "The id of who did it"),
        ("at.from" = Option<String>, Query, description = "The first day, YYYY-MM-DD"),
        ("at.to" = Option<String>, Query, description = "The last day, YYYY-MM-DD"),
    ),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv"), Problems)
)]
pub async fn export_audit_of_installation(
    State(state): State<AppState>,
    caller: Caller,
    fields: QueryFields,
) -> Result<Response, Refusal> {
    file(&state, &there(&caller)?, &fields, "audit-of-installation.csv")
}
