//! `/api/v1/consents/`: consent to be called, by number.

mod history;
mod list;
mod record;
mod view;
mod withdraw;

pub(super) use view::ConsentView;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The family's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_consents, record::record_consent))
        .routes(routes!(withdraw::withdraw_consent))
        .routes(routes!(history::consent_history))
}
