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
use domain::tenant::LimitsDraft;
use utoipa::ToSchema;

/// What a company may have; a field that is not sent stays, null takes a limit away.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct LimitsBody {
    /// Numbers kept, those on their way included: 0 to 10,000,000,000.
    numbers_max: Option<u64>,
    /// Jobs that run at once: 0 to 100.
    jobs_max: Option<u32>,
    /// REST requests a second: 1 to 100,000.
    requests_per_second: Option<u32>,
    /// Members, open invitations included: 1 to 1,000,000.
    members_max: Option<u32>,
}

/// Changes a company's limits. What is there already stays, also above a limit.
#[utoipa::path(
    patch, path = "/api/v1/tenants/{company_id}/", tag = "Tenants", operation_id = "change_tenant",
    params(("company_id" = i64, Path, description = "The company's id")),
    request_body = LimitsBody,
    responses((status = 200, description = "The company as it is now", body = TenantView), Problems)
)]
pub async fn change_tenant(
    State(state): State<AppState>,
    caller: Caller,
    PathText(id): PathText,
    fields: Fields,
) -> Result<Json<TenantView>, Refusal> {
    let id: TenantId = path_id(&id, "company_id", MISSING)?;
    let now = engine::tenant::show(&state.engine, &caller.scope, id).await;
    let now = LimitsDraft::of(now.map_err(Refusal::at("company_id", MISSING))?.tenant.limits);
    let mut errors = FieldErrors::new();
    let mut limit = |name: &str, now: String| match fields.has(name) {
        true => fields.whole(name, &mut errors).map(|limit| limit.to_string()).unwrap_or_default(),
        false => now,
    };
    let draft = LimitsDraft {
        numbers: limit("numbers_max", now.numbers),
        jobs: limit("jobs_max", now.jobs),
        requests: limit("requests_per_second", now.requests),
        members: limit("members_max", now.members),
    };
    errors.into_result(())?;
    let changed = engine::tenant::set_limits(&state.engine, &caller.scope, id, &draft).await;
    Ok(Json(changed.map_err(Refusal::at("company_id", MISSING))?.into()))
}
