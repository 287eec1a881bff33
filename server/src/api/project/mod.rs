//! `/api/projects/`: named pools of numbers.

mod analytics;
mod archive;
mod body;
mod create;
mod delete;
mod edit;
mod list;
mod show;
mod unarchive;
mod view;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The family's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create::create, list::list))
        .routes(routes!(show::show, edit::edit, delete::delete))
        .routes(routes!(archive::archive))
        .routes(routes!(unarchive::unarchive))
        .routes(routes!(analytics::analytics))
}
