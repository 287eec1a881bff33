use super::view::CustomView;
use super::{CALLS, MISSING};
use crate::api::call::answer::{CallRefusals, CallReply, missing_as};
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, PathText};
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
use engine::Error;
use utoipa::ToSchema;

/// Whose views.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is read by name")]
pub struct ModuleBody {
    /// 1: calls.
    module_id: Option<u64>,
}

/// The views of a module that the token's person may use: their default one first, then pinned ones, then the others.
#[utoipa::path(
    post, path = "/custom/views/get", tag = "Views", operation_id = "list_views",
    request_body = ModuleBody,
    responses((status = 200, description = "The views", body = CallReply<Vec<CustomView>>), CallRefusals)
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<CallReply<Vec<CustomView>>, Refusal> {
    let mut errors = FieldErrors::new();
    let module = fields.whole("module_id", &mut errors).unwrap_or(CALLS);
    errors.into_result(())?;
    read(&state, &caller, module).await
}

/// The same as `/custom/views/get`, by the module in the path.
#[utoipa::path(
    get, path = "/custom/views/get-by-module-id/{module_id}", tag = "Views", operation_id = "list_views_of_module",
    params(("module_id" = u64, Path, description = "1: calls")),
    responses((status = 200, description = "The views", body = CallReply<Vec<CustomView>>), CallRefusals)
)]
pub async fn of_module(
    State(state): State<AppState>,
    caller: Caller,
    PathText(module): PathText,
) -> Result<CallReply<Vec<CustomView>>, Refusal> {
    read(&state, &caller, module.parse().unwrap_or(0)).await
}

async fn read(state: &AppState, caller: &Caller, module: u64) -> Result<CallReply<Vec<CustomView>>, Refusal> {
    if module != CALLS {
        return Err(missing_as(MISSING)(Error::NotFound));
    }
    let views = engine::view::list(&state.engine, &caller.scope, engine::view::CALLS).await?;
    let views = views.into_iter().map(|view| CustomView::of(view, &caller.scope)).collect();
    Ok(CallReply::ok("Records retrieved successfully", views))
}
