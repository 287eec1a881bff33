//! `/api/v1/`: campaign calls as the old dialler's clients know them (CONTRACTS C), and what they did not have.

mod abandoned;
pub mod answer;
mod body;
mod bulk_initiate;
mod callback;
mod calls;
mod campaigns;
mod dead_letters;
mod explain;
mod initiate;
mod metrics;
mod phone_numbers;
mod report;
mod simulate;
mod steer;
mod view;

pub use callback::callback;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The family's operations that a token alone opens.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(initiate::initiate))
        .routes(routes!(bulk_initiate::bulk_initiate))
        .routes(routes!(campaigns::list, campaigns::create))
        .routes(routes!(campaigns::show, campaigns::edit))
        .routes(routes!(metrics::explain))
        .routes(routes!(explain::explain_number))
        .routes(routes!(report::show))
        .routes(routes!(simulate::simulate))
        .routes(routes!(steer::steer))
        .routes(routes!(steer::take_up_blocked))
        .routes(routes!(phone_numbers::list, phone_numbers::add))
        .routes(routes!(metrics::show))
        .routes(routes!(calls::list))
        .routes(routes!(calls::show))
        .routes(routes!(calls::cancel))
        .routes(routes!(calls::call_now))
        .routes(routes!(calls::batch))
        .routes(routes!(dead_letters::list))
        .routes(routes!(dead_letters::replay_matching))
        .routes(routes!(dead_letters::discard_matching))
        .routes(routes!(dead_letters::replay))
        .routes(routes!(dead_letters::discard))
}
