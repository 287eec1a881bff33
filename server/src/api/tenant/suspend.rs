use super::show::MISSING;
use super::view::TenantView;
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, PathText, path_id};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::FieldErrors;
use domain::id::TenantId;
use utoipa::ToSchema;

/// Why a company is closed.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct SuspensionBody {
    /// 3 to 200 characters.
    #[schema(examples("the contract ended"))]
    reason: String,
}

/// Closes a company: nobody comes in, its tokens are refused, its jobs go back to wait after the step they are in.
#[utoipa::path(
    post, path = "/api/v1/tenants/{company_id}/suspend/", tag = "Tenants", operation_id = "suspend_tenant",
    params(("company_id" = i64, Path, description = "The company's id")),
    request_body = SuspensionBody,
    responses((status = 200, description = "The company as it is now", body = TenantView), Problems)
)]
pub async fn suspend_tenant(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    fields: Fields,
) -> Result<Json<TenantView>, Refusal> {
    let id: TenantId = path_id(&id, "company_id", MISSING)?;
    let mut errors = FieldErrors::new();
    let reason = fields.only_text("reason", &mut errors);
    errors.into_result(())?;
    let suspended = engine::tenant::suspend(&state.engine, &caller.scope, id, &reason).await;
    Ok(Json(suspended.map_err(Refusal::at("company_id", MISSING))?.into()))
}
