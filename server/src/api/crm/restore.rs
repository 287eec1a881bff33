use super::missing;
use super::view::{CompanyView, ContactView, DealView, LeadView};
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, PathText, path_id};
use crate::api::problem::Problems;
use crate::api::version::etag;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::crm::{Kind, Record};
use domain::id::RecordId;

async fn restore(state: &AppState, caller: &Caller, kind: Kind, id: &str) -> Result<Record, Refusal> {
    let id: RecordId = path_id(id, "id", missing(kind))?;
    engine::crm::restore(&state.engine, &caller.scope, kind, id).await.map_err(Refusal::at("id", missing(kind)))
}

// It would be indented anew each time.
#[rustfmt::skip]
macro_rules! operation {
    ($name:ident, $path:tt, $tag:tt, $id:tt, $kind:ident, $view:ident, $doc:tt) => {
        #[doc = $doc]
        #[utoipa::path(
            post, path = $path, tag = $tag, operation_id = $id,
            params(("id" = i64, Path, description = "Its id")),
            responses((status = 200, description = "It as it is now", body = $view), Problems)
        )]
        pub async fn $name(
            State(state): State<AppState>,
            caller: Caller,
            PathText(id): PathText,
            _fields: Fields,
        ) -> Result<impl IntoResponse, Refusal> {
            let record = restore(&state, &caller, Kind::$kind, &id).await?;
            Ok((etag(record.version), Json($view::from(record))))
        }
    };
}

operation!(
    restore_contact,
    "/api/v1/contacts/{id}/restore/",
    "Contacts",
    "restore_contact",
    Contact,
    ContactView,
    "Takes a deleted contact back."
);
operation!(
    restore_company,
    "/api/v1/companies/{id}/restore/",
    "Companies",
    "restore_company",
    Company,
    CompanyView,
    "Takes a deleted company back."
);
operation!(
    restore_lead,
    "/api/v1/leads/{id}/restore/",
    "Leads",
    "restore_lead",
    Lead,
    LeadView,
    "Takes a deleted lead back."
);
operation!(
    restore_deal,
    "/api/v1/deals/{id}/restore/",
    "Deals",
    "restore_deal",
    Deal,
    DealView,
    "Takes a deleted deal back."
);
