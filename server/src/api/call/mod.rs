//! `/crm/calls/`: calls as the old CRM's clients know them (CONTRACTS B); files of them stand under `/api/v1/`.

mod activities;
pub mod answer;
mod body;
mod bulk;
mod clone;
mod delete;
mod demo;
mod export;
mod favorite;
pub mod filters;
mod grouped;
mod import;
mod list;
mod related;
mod save;
mod show;
mod stale;
mod statistics;
mod update_status;
mod view;

pub use body::{PathTexts, flag, sent};
pub use stale::{STALE, VersionBody};

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The family's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(list::get))
        .routes(routes!(show::show))
        .routes(routes!(show::details))
        .routes(routes!(save::save))
        .routes(routes!(delete::delete))
        .routes(routes!(delete::set_deleted))
        .routes(routes!(favorite::favorite))
        .routes(routes!(clone::clone))
        .routes(routes!(update_status::update_status))
        .routes(routes!(bulk::update))
        .routes(routes!(bulk::delete))
        .routes(routes!(related::related))
        .routes(routes!(activities::activities))
        .routes(routes!(statistics::statistics))
        .routes(routes!(grouped::grouped))
        .routes(routes!(demo::make, demo::figures, demo::clean))
}

/// Files of calls, which the old CRM did not have.
pub fn files() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(import::import_calls)).routes(routes!(export::export_calls))
}
