//! `/api/phone-generator/`: generating, listing and counting numbers, and the tasks behind them.
//!
//! A *task* is what the old clients call a job; its status words are theirs.

mod active_tasks;
mod cancel_task;
mod country;
mod generate;
mod list_numbers;
mod list_tasks;
mod number;
mod statistics;
pub(crate) mod task;
pub(crate) mod task_progress;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The family's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(generate::generate))
        .routes(routes!(list_tasks::list_tasks))
        .routes(routes!(active_tasks::active_tasks))
        .routes(routes!(task_progress::task_progress))
        .routes(routes!(cancel_task::cancel_task))
        .routes(routes!(list_numbers::list_numbers))
        .routes(routes!(statistics::statistics))
}
