use super::missing;
use super::view::{CompanyView, ContactView, DealView, LeadView};
use crate::api::envelope::Refusal;
use crate::api::input::{PathText, QueryFields, path_id};
use crate::api::problem::Problems;
use crate::api::version::etag;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::crm::{Kind, Record};
use domain::id::RecordId;

async fn show(state: &AppState, caller: &Caller, kind: Kind, id: &str) -> Result<Record, Refusal> {
    let id: RecordId = path_id(id, "id", missing(kind))?;
    engine::crm::get(&state.engine, &caller.scope, kind, id).await.map_err(Refusal::at("id", missing(kind)))
}

macro_rules! operation {
    ($name:ident, $path:tt, $tag:tt, $id:tt, $kind:ident, $view:ident, $doc:tt) => {
        #[doc = $doc]
        #[utoipa::path(
                    get, path = $path, tag = $tag, operation_id = $id,
                    params(("id" = i64, Path, description = "Its id")),
                    responses((status = 200, description = "It, with its version in `ETag`", body = $view), Problems)
                )]
        pub async fn $name(
            State(state): State<AppState>,
            caller: Caller,
            PathText(id): PathText,
            _query: QueryFields,
        ) -> Result<impl IntoResponse, Refusal> {
            let record = show(&state, &caller, Kind::$kind, &id).await?;
            Ok((etag(record.version), Json($view::from(record))))
        }
    };
}

operation!(
    show_contact,
    "/api/v1/contacts/{id}/",
    "Contacts",
    "show_contact",
    Contact,
    ContactView,
    "One contact, a deleted or merged one too."
);
operation!(
    show_company,
    "/api/v1/companies/{id}/",
    "Companies",
    "show_company",
    Company,
    CompanyView,
    "One company, a deleted one too."
);
operation!(show_lead, "/api/v1/leads/{id}/", "Leads", "show_lead", Lead, LeadView, "One lead, a deleted one too.");
operation!(show_deal, "/api/v1/deals/{id}/", "Deals", "show_deal", Deal, DealView, "One deal, a deleted one too.");
