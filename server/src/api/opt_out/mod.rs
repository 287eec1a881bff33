//! `/api/v1/opt-outs/`: whoever is called says that they want no more of it, through a program or by a link of their own.

mod link;
mod stop;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The family's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(stop::opt_out)).routes(routes!(link::opt_out_link))
}
