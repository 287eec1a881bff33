//! `/api/v1/members/`: who belongs to the company, as what, and whether they may come in.

mod change;
mod list;
mod remove;
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
        .routes(routes!(list::list_members))
        .routes(routes!(show::show_member, change::change_member, remove::remove_member))
        .routes(routes!(suspend::suspend_member))
        .routes(routes!(resume::resume_member))
}
