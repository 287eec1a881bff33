//! `/api/v1/do-not-call/`: the company's do-not-call list.

mod add;
mod check;
mod import;
mod list;
mod remove;
mod view;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The family's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_do_not_call, add::add_do_not_call))
        .routes(routes!(import::import_do_not_call))
        .routes(routes!(remove::remove_do_not_call))
        .routes(routes!(check::check_do_not_call))
}
