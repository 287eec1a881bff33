//! `/api/v1/prefixes/`: the prefix table, its versions, and what changed between two. Reading only: importing is a job of
//! platform admins, by page or by command.

mod compare;
mod list;
mod show;
mod versions;
mod view;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The family's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_prefixes))
        .routes(routes!(versions::list_prefix_versions))
        .routes(routes!(compare::compare_prefix_versions))
        .routes(routes!(show::show_prefix))
}
