use super::view::TenantDetailView;
use crate::api::envelope::Refusal;
use crate::api::input::{PathText, QueryFields, path_id};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::id::TenantId;

pub(super) const MISSING: &str = "There is no such company.";

/// One company with what it uses.
#[utoipa::path(
    get, path = "/api/v1/tenants/{company_id}/", tag = "Tenants", operation_id = "show_tenant",
    params(("company_id" = i64, Path, description = "The company's id")),
    responses((status = 200, description = "The company", body = TenantDetailView), Problems)
)]
pub async fn show_tenant(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    _query: QueryFields,
) -> Result<Json<TenantDetailView>, Refusal> {
    let id: TenantId = path_id(&id, "company_id", MISSING)?;
    let shown = engine::tenant::show(&state.engine, &caller.scope, id).await;
    Ok(Json(shown.map_err(Refusal::at("company_id", MISSING))?.into()))
}
