//! `/api/v1/account/`: whom the token stands for. Reading only: what changes an account takes a person, because a token that
//! leaked must not be able to make itself a password.

mod show;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The family's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(show::show_account))
}
