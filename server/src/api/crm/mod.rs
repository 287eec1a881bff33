//! `/api/v1/contacts/`, `/companies/`, `/leads/`, `/deals/`: the four families are alike, so each operation is written once
//! and stands under four addresses.

mod body;
mod bulk;
mod convert;
mod create;
mod delete;
mod duplicates;
mod edit;
mod export;
mod import;
mod list;
mod merge;
mod note;
mod restore;
mod show;
mod timeline;
mod view;

use crate::state::AppState;
use domain::crm::Kind;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What is said of an id that names nothing of the company's.
fn missing(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => "There is no such contact.",
        Kind::Company => "There is no such company.",
        Kind::Lead => "There is no such lead.",
        Kind::Deal => "There is no such deal.",
    }
}

/// The families' operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_contacts, create::create_contact))
        .routes(routes!(duplicates::list_duplicate_contacts))
        .routes(routes!(show::show_contact, edit::edit_contact, delete::delete_contact))
        .routes(routes!(restore::restore_contact))
        .routes(routes!(merge::merge_contacts))
        .routes(routes!(timeline::timeline_of_contact))
        .routes(routes!(note::note_on_contact))
        .routes(routes!(import::import_contacts))
        .routes(routes!(import::import_companies))
        .routes(routes!(import::import_leads))
        .routes(routes!(import::import_deals))
        .routes(routes!(export::export_contacts))
        .routes(routes!(export::export_companies))
        .routes(routes!(export::export_leads))
        .routes(routes!(export::export_deals))
        .routes(routes!(bulk::change_contacts))
        .routes(routes!(bulk::change_companies))
        .routes(routes!(bulk::change_leads))
        .routes(routes!(bulk::change_deals))
        .routes(routes!(list::list_companies, create::create_company))
        .routes(routes!(show::show_company, edit::edit_company, delete::delete_company))
        .routes(routes!(restore::restore_company))
        .routes(routes!(timeline::timeline_of_company))
        .routes(routes!(note::note_on_company))
        .routes(routes!(list::list_leads, create::create_lead))
        .routes(routes!(show::show_lead, edit::edit_lead, delete::delete_lead))
        .routes(routes!(restore::restore_lead))
        .routes(routes!(convert::convert_lead))
        .routes(routes!(timeline::timeline_of_lead))
        .routes(routes!(note::note_on_lead))
        .routes(routes!(list::list_deals, create::create_deal))
        .routes(routes!(show::show_deal, edit::edit_deal, delete::delete_deal))
        .routes(routes!(restore::restore_deal))
        .routes(routes!(timeline::timeline_of_deal))
        .routes(routes!(note::note_on_deal))
}
