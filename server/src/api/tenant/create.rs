use super::view::TenantDetailView;
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use domain::FieldErrors;
use utoipa::ToSchema;

/// A new company.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct TenantBody {
    /// 1 to 200 characters.
    #[schema(examples("Lakeside Telephone"))]
    name: String,
    /// 1 to 63 lower-case letters, digits and hyphens; unique, and it stays.
    #[schema(examples("lakeside"))]
    slug: String,
}

/// Makes a company, which begins without members.
#[utoipa::path(
    post, path = "/api/v1/tenants/", tag = "Tenants", operation_id = "create_tenant",
    request_body = TenantBody,
    responses((status = 201, description = "The company", body = TenantDetailView), Problems)
)]
pub async fn create_tenant(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<impl IntoResponse, Refusal> {
    let mut errors = FieldErrors::new();
    let (name, slug) = (fields.only_text("name", &mut errors), fields.only_text("slug", &mut errors));
    errors.into_result(())?;
    let made = engine::tenant::create(&state.engine, &caller.scope, &name, &slug).await?;
    let shown = engine::tenant::show(&state.engine, &caller.scope, made.id).await?;
    Ok((StatusCode::CREATED, Json(TenantDetailView::from(shown))))
}
