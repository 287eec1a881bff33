use super::body::{self, CompanyBody, ContactBody, DealBody, LeadBody};
use super::view::{CompanyView, ContactView, DealView, LeadView};
use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::api::problem::Problems;
use crate::api::version::etag;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use domain::FieldErrors;
use domain::crm::{Kind, Record};

async fn create(state: &AppState, caller: &Caller, kind: Kind, fields: &Fields) -> Result<Record, Refusal> {
    let mut errors = FieldErrors::new();
    let draft = body::draft(kind, fields, &mut errors);
    if !errors.is_empty() {
        // All failing fields together: those of a wrong type, and those that only the draft knows.
        errors.merge(draft.check(kind).err().unwrap_or_default());
        return Err(errors.into());
    }
    Ok(engine::crm::create(&state.engine, &caller.scope, kind, &draft).await?)
}

macro_rules! operation {
    ($name:ident, $path:tt, $tag:tt, $id:tt, $kind:ident, $body:ident, $view:ident, $doc:tt) => {
        #[doc = $doc]
        #[utoipa::path(
            post, path = $path, tag = $tag, operation_id = $id,
            request_body = $body,
            responses((status = 201, description = "It is made; `ETag` tells its version", body = $view), Problems)
        )]
        pub async fn $name(
            State(state): State<AppState>,
            caller: Caller,
            fields: Fields,
        ) -> Result<impl IntoResponse, Refusal> {
            let record = create(&state, &caller, Kind::$kind, &fields).await?;
            Ok((StatusCode::CREATED, etag(record.version), Json($view::from(record))))
        }
    };
}

operation!(
    create_contact,
    "/api/v1/contacts/",
    "Contacts",
    "create_contact",
    Contact,
    ContactBody,
    ContactView,
    "Makes a contact."
);
operation!(
    create_company,
    "/api/v1/companies/",
    "Companies",
    "create_company",
    Company,
    CompanyBody,
    CompanyView,
    "Makes a company."
);
operation!(create_lead, "/api/v1/leads/", "Leads", "create_lead", Lead, LeadBody, LeadView, "Makes a lead.");
operation!(create_deal, "/api/v1/deals/", "Deals", "create_deal", Deal, DealBody, DealView, "Makes a deal.");
