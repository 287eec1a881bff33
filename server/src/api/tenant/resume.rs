use super::show::MISSING;
use super::view::TenantView;
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, PathText, path_id};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::id::TenantId;

/// Opens a suspended company again; what waited goes on.
#[utoipa::path(
    post, path = "/api/v1/tenants/{company_id}/resume/", tag = "Tenants", operation_id = "resume_tenant",
    params(("company_id" = i64, Path, description = "The company's id")),
    responses((status = 200, description = "The company as it is now", body = TenantView), Problems)
)]
pub async fn resume_tenant(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    _fields: Fields,
) -> Result<Json<TenantView>, Refusal> {
    let id: TenantId = path_id(&id, "company_id", MISSING)?;
    let resumed = engine::tenant::resume(&state.engine, &caller.scope, id).await;
    Ok(Json(resumed.map_err(Refusal::at("company_id", MISSING))?.into()))
}
