//! `/api/v1/prefixes/`: the prefix table, its versions, and what changed between two. Reading only: importing is a job of
//! platform admins, by page or by command.

mod compare;
pub(super) mod list;
mod show;
mod versions;
pub(super) mod view;

pub(super) use list::read as list_query;
pub(super) use view::{Total, text as cursor_text};

pub(super) use list::read as read_list;
pub(super) use view::text;

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
