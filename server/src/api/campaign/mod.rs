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
mod history;
mod initiate;
mod metrics;
mod phone_numbers;
mod policy_dry_run;
mod report;
mod simulate;
mod steer;
mod twilio_callback;
mod view;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What providers call: they sign, and have no token.
pub fn callbacks() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(callback::callback))
        .route(callback::PATH, axum::routing::put(callback::callback))
}

/// The family's operations that a token alone opens.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(initiate::initiate))
        .routes(routes!(bulk_initiate::bulk_initiate))
        .routes(routes!(campaigns::list, campaigns::create))
        .routes(routes!(campaigns::show, campaigns::edit, campaigns::remove))
        .routes(routes!(metrics::explain))
        .routes(routes!(explain::explain_number))
        .routes(routes!(report::show))
        .routes(routes!(history::show))
        .routes(routes!(simulate::simulate))
        .routes(routes!(policy_dry_run::of_campaign))
        .routes(routes!(policy_dry_run::of_company))
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
