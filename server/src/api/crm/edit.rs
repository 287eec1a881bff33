use super::body::{self, CompanyBody, ContactBody, DealBody, LeadBody};
use super::missing;
use super::view::{CompanyView, ContactView, DealView, LeadView};
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, PathText, path_id};
use crate::api::problem::Problems;
use crate::api::version::{IfMatch, etag};
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::FieldErrors;
use domain::crm::{Kind, Record};
use domain::id::RecordId;
use engine::Error;
use engine::crm::Edited;
use serde::Serialize;

async fn edit<V: From<Record> + Serialize>(
    state: &AppState,
    caller: &Caller,
    kind: Kind,
    id: &str,
    if_match: IfMatch,
    fields: &Fields,
) -> Result<impl IntoResponse + use<V>, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let id: RecordId = path_id(id, "id", missing(kind))?;
    let mut errors = FieldErrors::new();
    let draft = body::draft(kind, fields, &mut errors);
    let version = if_match.or_body(fields, &mut errors);
    if !errors.is_empty() {
        let now = engine::crm::get(engine, scope, kind, id).await.map_err(Refusal::at("id", missing(kind)))?;
        errors.merge(draft.on(now.draft()).check(kind).err().unwrap_or_default());
        return Err(errors.into());
    }
    let edited = engine::crm::edit(engine, scope, kind, id, &draft, version).await;
    match edited.map_err(Refusal::at("id", missing(kind)))? {
        Edited::Changed(record) => Ok((etag(record.version), Json(V::from(record)))),
        Edited::Stale(record) => {
            let current = serde_json::to_value(V::from(record));
            Err(Refusal::Stale(current.map_err(|error| Error::Internal(error.to_string()))?))
        }
    }
}

macro_rules! operation {
    ($name:ident, $path:tt, $tag:tt, $id:tt, $kind:ident, $body:ident, $view:ident, $doc:tt) => {
        #[doc = $doc]
        ///
        /// The version may be told in `If-Match` instead of the body; a stale one is refused by 409, and `current` is the row as
        /// it is.
        #[utoipa::path(
            patch, path = $path, tag = $tag, operation_id = $id,
            params(
                ("id" = i64, Path, description = "Its id"),
                ("If-Match" = Option<String>, Header, description = "The version that the edit is of, as `ETag` told it"),
            ),
            request_body = $body,
            responses((status = 200, description = "It as it is now", body = $view), Problems)
        )]
        pub async fn $name(
            State(state): State<AppState>,
            caller: Caller,
            PathText(id): PathText,
            if_match: IfMatch,
            fields: Fields,
        ) -> Result<impl IntoResponse, Refusal> {
            edit::<$view>(&state, &caller, Kind::$kind, &id, if_match, &fields).await
        }
    };
}

operation!(
    edit_contact,
    "/api/v1/contacts/{id}/",
    "Contacts",
    "edit_contact",
    Contact,
    ContactBody,
    ContactView,
    "Changes a contact."
);
operation!(
    edit_company,
    "/api/v1/companies/{id}/",
    "Companies",
    "edit_company",
    Company,
    CompanyBody,
    CompanyView,
    "Changes a company."
);
operation!(edit_lead, "/api/v1/leads/{id}/", "Leads", "edit_lead", Lead, LeadBody, LeadView, "Changes a lead.");
operation!(edit_deal, "/api/v1/deals/{id}/", "Deals", "edit_deal", Deal, DealBody, DealView, "Changes a deal.");
