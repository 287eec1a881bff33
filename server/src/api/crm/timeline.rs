use super::missing;
use super::view::{ActivityView, TimelinePage};
use crate::api::envelope::Refusal;
use crate::api::input::{PathText, QueryFields, path_id};
use crate::api::list::cursor_text;
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::FieldErrors;
use domain::crm::Kind;
use domain::id::RecordId;
use domain::page::{Cursor, PageSize};

async fn timeline(
    state: &AppState,
    caller: &Caller,
    kind: Kind,
    id: &str,
    query: &QueryFields,
) -> Result<Json<TimelinePage>, Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let id: RecordId = path_id(id, "id", missing(kind))?;
    let mut errors = FieldErrors::new();
    let size = query.whole("page_size", &mut errors).map_or_else(PageSize::default, PageSize::clamped);
    errors.into_result(())?;
    let cursor = query.get("cursor").map(|cursor| Cursor(cursor.to_owned()));
    engine::crm::get(engine, scope, kind, id).await.map_err(Refusal::at("id", missing(kind)))?;
    let page = engine::activity::list(engine, scope, kind.entity(), id.0, cursor.as_ref(), size).await?;
    Ok(Json(TimelinePage {
        next: cursor_text(page.next),
        previous: cursor_text(page.previous),
        activities: page.rows.into_iter().map(ActivityView::of).collect(),
    }))
}

macro_rules! operation {
    ($name:ident, $path:tt, $tag:tt, $id:tt, $kind:ident, $doc:tt) => {
        #[doc = $doc]
        #[utoipa::path(
                    get, path = $path, tag = $tag, operation_id = $id,
                    params(
                        ("id" = i64, Path, description = "Its id"),
                        ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
                        ("cursor" = Option<String>, Query, description = "Goes on where an answer's `next` says"),
                    ),
                    responses((status = 200, description = "A page", body = TimelinePage), Problems)
                )]
        pub async fn $name(
            State(state): State<AppState>,
            caller: Caller,
            PathText(id): PathText,
            query: QueryFields,
        ) -> Result<Json<TimelinePage>, Refusal> {
            timeline(&state, &caller, Kind::$kind, &id, &query).await
        }
    };
}

operation!(
    timeline_of_contact,
    "/api/v1/contacts/{id}/timeline/",
    "Contacts",
    "timeline_of_contact",
    Contact,
    "What happened to a contact, newest first."
);
operation!(
    timeline_of_company,
    "/api/v1/companies/{id}/timeline/",
    "Companies",
    "timeline_of_company",
    Company,
    "What happened to a company, newest first."
);
operation!(
    timeline_of_lead,
    "/api/v1/leads/{id}/timeline/",
    "Leads",
    "timeline_of_lead",
    Lead,
    "What happened to a lead, newest first."
);
operation!(
    timeline_of_deal,
    "/api/v1/deals/{id}/timeline/",
    "Deals",
    "timeline_of_deal",
    Deal,
    "What happened to a deal, newest first."
);
