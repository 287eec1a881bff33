use super::missing;
use super::view::{ActivityView, TimelinePage};
use crate::api::envelope::Refusal;
use crate::api::input::{Fields, PathText, path_id};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::FieldErrors;
use domain::crm::Kind;
use domain::id::RecordId;
use domain::page::PageSize;
use utoipa::ToSchema;

/// A note.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct NoteBody {
    /// 1 to 4,000 characters.
    #[schema(examples("Asked for a quote."))]
    note: String,
}

async fn note(
    state: &AppState,
    caller: &Caller,
    kind: Kind,
    id: &str,
    fields: &Fields,
) -> Result<(StatusCode, Json<TimelinePage>), Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let id: RecordId = path_id(id, "id", missing(kind))?;
    let mut errors = FieldErrors::new();
    let text = fields.only_text("note", &mut errors);
    errors.into_result(())?;
    engine::crm::note(engine, scope, kind, id, &text).await.map_err(Refusal::at("id", missing(kind)))?;
    let newest = engine::activity::list(engine, scope, kind.entity(), id.0, None, PageSize::clamped(1)).await?;
    let activities = newest.rows.into_iter().map(ActivityView::of).collect();
    let next = newest.next.map(|cursor| cursor.0);
    Ok((StatusCode::CREATED, Json(TimelinePage { activities, next, previous: None })))
}

macro_rules! operation {
    ($name:ident, $path:tt, $tag:tt, $id:tt, $kind:ident, $doc:tt) => {
        #[doc = $doc]
        #[utoipa::path(
            post, path = $path, tag = $tag, operation_id = $id,
            params(("id" = i64, Path, description = "Its id")),
            request_body = NoteBody,
            responses((status = 201, description = "The newest line of the timeline", body = TimelinePage), Problems)
        )]
        pub async fn $name(
            State(state): State<AppState>,
            caller: Caller,
            PathText(id): PathText,
            fields: Fields,
        ) -> Result<(StatusCode, Json<TimelinePage>), Refusal> {
            note(&state, &caller, Kind::$kind, &id, &fields).await
        }
    };
}

operation!(
    note_on_contact,
    "/api/v1/contacts/{id}/notes/",
    "Contacts",
    "note_on_contact",
    Contact,
    "Adds a note to a contact's timeline."
);
operation!(
    note_on_company,
    "/api/v1/companies/{id}/notes/",
    "Companies",
    "note_on_company",
    Company,
    "Adds a note to a company's timeline."
);
operation!(
    note_on_lead,
    "/api/v1/leads/{id}/notes/",
    "Leads",
    "note_on_lead",
    Lead,
    "Adds a note to a lead's timeline."
);
operation!(
    note_on_deal,
    "/api/v1/deals/{id}/notes/",
    "Deals",
    "note_on_deal",
    Deal,
    "Adds a note to a deal's timeline."
);
