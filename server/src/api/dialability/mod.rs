//! `/api/v1/dialability/`: whether numbers may be dialled, and why.

mod many;
mod one;
mod view;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The family's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(one::dialability, many::dialability_of_many))
}
