//! `/api/v1/calling-rules/`: what the law says about calling people, and what applies where.

mod list;
mod region;
mod view;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The family's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list::list_calling_rules)).routes(routes!(region::show_calling_region))
}
