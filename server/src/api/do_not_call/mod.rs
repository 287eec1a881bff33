//! `/api/v1/do-not-call/`: the company's do-not-call list, and those of its campaigns.

mod add;
mod check;
mod import;
mod list;
mod remove;
mod view;

use crate::api::input::Fields;
use crate::state::AppState;
use domain::FieldErrors;
use domain::do_not_call::List;
use domain::id::CampaignId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What is answered for the list of a campaign that the company does not have.
const NO_CAMPAIGN: &str = "There is no such campaign.";

/// The list that a body names by `campaign_id`: the company's when it names none.
fn sent_list(fields: &Fields, errors: &mut FieldErrors) -> List {
    match fields.whole("campaign_id", errors).and_then(|id| i64::try_from(id).ok()) {
        Some(id) => List::Campaign(CampaignId(id)),
        None => List::Company,
    }
}

/// The family's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_do_not_call, add::add_do_not_call))
        .routes(routes!(import::import_do_not_call))
        .routes(routes!(remove::remove_do_not_call))
        .routes(routes!(check::check_do_not_call))
}
