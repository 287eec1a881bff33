//! `/api/v1/audit/`: who did what in the company, and `/api/v1/system/audit/`: to the installation. Reading only: entries are
//! written by what they tell of.

mod export;
mod list;
mod of_installation;
mod view;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The family's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_audit))
        .routes(routes!(export::export_audit))
        .routes(routes!(of_installation::list_audit_of_installation))
        .routes(routes!(of_installation::export_audit_of_installation))
}
