use crate::api::envelope::Refusal;
use crate::api::list_import::{self, ListImport};
use crate::api::problem::Problems;
use crate::api::upload::Upload;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::crm::{Doubles, Kind};
use engine::import::Target;
use utoipa::ToSchema;

/// What to import.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what the parts say")]
pub struct RecordImportBody {
    /// CSV or text whose first row names the fields, or JSON objects with them; as an export writes it. It is stored as it
    /// arrives.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// csv, txt, json or ndjson; as the file's name says when not given.
    format: Option<String>,
    /// What is done where a record is there already: skip, update or add; skip when not given.
    #[schema(examples("skip"))]
    duplicates: Option<String>,
    /// Tells what would come of it, and stores nothing.
    dry_run: Option<bool>,
}

async fn import(
    state: &AppState,
    caller: &Caller,
    kind: Kind,
    upload: Upload,
) -> Result<(StatusCode, Json<ListImport>), Refusal> {
    let usual = Target::Records { kind, doubles: Doubles::default() };
    list_import::import(state, caller, upload, usual, |upload| {
        Ok(Target::Records { kind, doubles: Doubles::read(upload.value("duplicates"))? })
    })
    .await
}

macro_rules! operation {
    ($name:ident, $path:tt, $tag:tt, $id:tt, $kind:ident, $doc:tt) => {
        #[doc = $doc]
        ///
        /// Rows that are not taken are in the file at the task's `rejects_url`, with all their columns and the reason.
        #[utoipa::path(
                                    post, path = $path, tag = $tag, operation_id = $id,
                                    request_body(content = RecordImportBody, content_type = "multipart/form-data"),
                                    responses((status = 201, description = "Started", body = ListImport), Problems)
                                )]
        pub async fn $name(
            State(state): State<AppState>,
            caller: Caller,
            upload: Upload,
        ) -> Result<(StatusCode, Json<ListImport>), Refusal> {
            import(&state, &caller, Kind::$kind, upload).await
        }
    };
}

operation!(
    import_contacts,
    "/api/v1/contacts/import/",
    "Contacts",
    "import_contacts",
    Contact,
    "Imports a file of contacts, as a task."
);
operation!(
    import_companies,
    "/api/v1/companies/import/",
    "Companies",
    "import_companies",
    Company,
    "Imports a file of companies, as a task."
);
operation!(import_leads, "/api/v1/leads/import/", "Leads", "import_leads", Lead, "Imports a file of leads, as a task.");
operation!(import_deals, "/api/v1/deals/import/", "Deals", "import_deals", Deal, "Imports a file of deals, as a task.");
