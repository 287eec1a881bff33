//! `/api/v1/tenants/`: the companies of the installation, for platform admins alone.

mod change;
mod create;
mod list;
mod resume;
mod show;
mod suspend;
mod view;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The family's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_tenants, create::create_tenant))
        .routes(routes!(show::show_tenant, change::change_tenant))
        .routes(routes!(suspend::suspend_tenant))
        .routes(routes!(resume::resume_tenant))
}
