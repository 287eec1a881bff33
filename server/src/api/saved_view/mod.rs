//! `/custom/views/`: saved views as the old CRM's clients know them (CONTRACTS B).

mod get;
mod list;
mod save;
mod set_default;
mod set_deleted;
mod stale;
mod view;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What is said of a view that is not there, or not to be seen.
const MISSING: &str = "Custom view not found";

/// What is said of a view that can't be kept.
const INVALID: &str = "Invalid custom view configuration";

/// The one module whose views are told here: calls.
const CALLS: u64 = 1;

/// The family's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(save::save))
        .routes(routes!(list::list))
        .routes(routes!(list::of_module))
        .routes(routes!(get::get))
        .routes(routes!(get::by_ukey))
        .routes(routes!(set_deleted::set_deleted))
        .routes(routes!(set_default::set_default))
}
