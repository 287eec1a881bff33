use super::view::TenantView;
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::list::{Listed, read_list};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::filter::Tenants;

/// The companies that match, the newest first.
#[utoipa::path(
    get, path = "/api/v1/tenants/", tag = "Tenants", operation_id = "list_tenants",
    params(
        ("name" = Option<String>, Query, description = "Name or slug, any case; `name.contains` takes a part"),
        ("state" = Option<String>, Query, description = "active or suspended"),
        ("sort" = Option<String>, Query, description = "created, or -created for descending"),
        ("page" = Option<u64>, Query, description = "Counted from 1, to row 10,000"),
        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
        ("count" = Option<String>, Query, description = "exact counts on where counting would stop at 10,000"),
        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `pagination.cursor` says"),
    ),
    responses((status = 200, description = "A page", body = Listed<TenantView>), Problems)
)]
pub async fn list_tenants(
    State(state): State<AppState>,
    caller: Caller,
    fields: QueryFields,
) -> Result<Json<Listed<TenantView>>, Refusal> {
    let asked = read_list::<Tenants>(&fields)?;
    let (engine, scope) = (&state.engine, &caller.scope);
    let page = asked.rows(|query| async move { engine::tenant::list(engine, scope, &query).await }).await?;
    let capped = engine::tenant::count(engine, scope, asked.filter());
    let exact = engine::tenant::count_exact(engine, scope, asked.filter());
    Ok(Json(asked.answer(page, capped, exact).await?))
}
