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

async fn delete(state: &AppState, caller: &Caller, kind: Kind, id: &str) -> Result<Record, Refusal> {
    let id: RecordId = path_id(id, "id", missing(kind))?;
    engine::crm::delete(&state.engine, &caller.scope, kind, id).await.map_err(Refusal::at("id", missing(kind)))
}

// It would be indented anew each time.
#[rustfmt::skip]
macro_rules! operation {
    ($name:ident, $path:tt, $tag:tt, $id:tt, $kind:ident, $view:ident, $doc:tt) => {
        #[doc = $doc]
        #[utoipa::path(
            delete, path = $path, tag = $tag, operation_id = $id,
            params(("id" = i64, Path, description = "Its id")),
            responses((status = 200, description = "It, deleted", body = $view), Problems)
        )]
        pub async fn $name(
            State(state): State<AppState>,
            caller: Caller,
            PathText(id): PathText,
            _fields: Fields,
        ) -> Result<impl IntoResponse, Refusal> {
            let record = delete(&state, &caller, Kind::$kind, &id).await?;
            Ok((etag(record.version), Json($view::from(record))))
        }
    };
}

operation!(
    delete_contact,
    "/api/v1/contacts/{id}/",
    "Contacts",
    "delete_contact",
    Contact,
    ContactView,
    "Deletes a contact. It can be restored for 30 days."
);
operation!(
    delete_company,
    "/api/v1/companies/{id}/",
    "Companies",
    "delete_company",
    Company,
    CompanyView,
    "Deletes a company. It can be restored for 30 days."
);
operation!(
    delete_lead,
    "/api/v1/leads/{id}/",
    "Leads",
    "delete_lead",
    Lead,
    LeadView,
    "Deletes a lead. It can be restored for 30 days."
);
operation!(
    delete_deal,
    "/api/v1/deals/{id}/",
    "Deals",
    "delete_deal",
    Deal,
    DealView,
    "Deletes a deal. It can be restored for 30 days."
);
