use crate::api::envelope::Refusal;
use crate::api::input::Fields;
use crate::api::list_export::{self, ListExport};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::FieldErrors;
use domain::crm::RecordExportDraft;
use domain::filter::{Companies, Contacts, Deals, Leads, OfKind};
use utoipa::ToSchema;

/// What to export.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct RecordExportBody {
    /// Which records, as the query of the list has it: `stage=new&tag=vip`; all when not given.
    #[schema(examples("stage=new"))]
    filter: Option<String>,
    /// csv, txt, json or ndjson; csv when not given.
    #[schema(examples("csv"))]
    format: Option<String>,
    /// The columns in their order, by the names of the fields, and id, created_at, created_by, updated_at; the fields that
    /// an import takes when not given.
    #[schema(examples(json!(["name", "stage"])))]
    fields: Option<Vec<String>>,
}

async fn export<S: OfKind>(
    state: &AppState,
    caller: &Caller,
    fields: &Fields,
) -> Result<(StatusCode, Json<ListExport>), Refusal> {
    let mut errors = FieldErrors::new();
    let filter = list_export::filter::<S>(fields, &mut errors);
    let draft = RecordExportDraft {
        format: fields.only_text("format", &mut errors),
        columns: fields.texts("fields", &mut errors),
    };
    if let Err(wrong) = draft.check(S::KIND) {
        errors.merge(wrong);
    }
    errors.into_result(())?;
    let started = engine::crm::export(&state.engine, &caller.scope, &filter, &draft).await?;
    Ok(list_export::answer(started.job, started.rows))
}

macro_rules! operation {
    ($name:ident, $path:tt, $tag:tt, $id:tt, $list:ident, $doc:tt) => {
        #[doc = $doc]
        ///
        /// The file is at the task's `file_url` when it is done, for those who may export.
        #[utoipa::path(
                                    post, path = $path, tag = $tag, operation_id = $id,
                                    request_body = RecordExportBody,
                                    responses((status = 201, description = "Started", body = ListExport), Problems)
                                )]
        pub async fn $name(
            State(state): State<AppState>,
            caller: Caller,
            fields: Fields,
        ) -> Result<(StatusCode, Json<ListExport>), Refusal> {
            export::<$list>(&state, &caller, &fields).await
        }
    };
}

operation!(
    export_contacts,
    "/api/v1/contacts/export/",
    "Contacts",
    "export_contacts",
    Contacts,
    "Exports the contacts that match into a file, as a task."
);
operation!(
    export_companies,
    "/api/v1/companies/export/",
    "Companies",
    "export_companies",
    Companies,
    "Exports the companies that match into a file, as a task."
);
operation!(
    export_leads,
    "/api/v1/leads/export/",
    "Leads",
    "export_leads",
    Leads,
    "Exports the leads that match into a file, as a task."
);
operation!(
    export_deals,
    "/api/v1/deals/export/",
    "Deals",
    "export_deals",
    Deals,
    "Exports the deals that match into a file, as a task."
);
