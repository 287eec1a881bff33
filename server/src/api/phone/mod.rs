//! `/api/phone-generator/` and `/api/phone-validator/`: generating, validating, listing, counting and deleting numbers, and
//! the tasks behind them.
//!
//! A *task* is what the old clients call a job; its status words are theirs.

mod active_tasks;
mod cancel_task;
mod country;
mod delete_numbers;
mod export;
mod filters;
mod generate;
mod generate_config;
mod import;
mod list_numbers;
mod list_tasks;
mod number;
mod statistics;
pub(crate) mod task;
pub(crate) mod task_progress;
mod validate;
mod validate_now;

pub(in crate::api) use validate_now::patience;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The family's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(generate::generate))
        .routes(routes!(generate_config::generate_config))
        .routes(routes!(validate::validate_numbers))
        .routes(routes!(validate::bulk_validate))
        .routes(routes!(validate_now::start_validation))
        .routes(routes!(validate_now::validate_number))
        .routes(routes!(list_tasks::list_tasks))
        .routes(routes!(active_tasks::active_tasks))
        .routes(routes!(task_progress::task_progress))
        .routes(routes!(cancel_task::cancel_task))
        .routes(routes!(list_numbers::list_numbers))
        .routes(routes!(list_numbers::get_valid_numbers))
        .routes(routes!(delete_numbers::clear_numbers))
        .routes(routes!(delete_numbers::delete_all))
        .routes(routes!(delete_numbers::delete_numbers))
        .routes(routes!(delete_numbers::delete_filtered))
        .routes(routes!(statistics::statistics))
        .routes(routes!(export::export))
        .routes(routes!(import::import))
}
