//! `/api/v1/consents/`: consent to be called, by number.

mod history;
mod import;
mod list;
mod prove;
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
        .routes(routes!(import::import_consents))
        .routes(routes!(prove::prove_consent))
        .routes(routes!(withdraw::withdraw_consent))
        .routes(routes!(history::consent_history))
}
