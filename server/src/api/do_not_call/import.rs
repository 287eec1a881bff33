use super::NO_CAMPAIGN;
use crate::api::envelope::Refusal;
use crate::api::list_import::{self, ListImport};
use crate::api::problem::Problems;
use crate::api::upload::Upload;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::FieldErrors;
use domain::do_not_call::List;
use engine::import::Target;
use utoipa::ToSchema;

/// What to import.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what the parts say")]
pub struct DoNotCallImportBody {
    /// Columns phone_number and note, or numbers alone. It is stored as it arrives.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// csv, txt, json or ndjson; as the file's name says when not given.
    format: Option<String>,
    /// The note of rows that have none, up to 500 characters.
    note: Option<String>,
    /// Into the list of this campaign; the company's when not sent.
    campaign_id: Option<i64>,
    /// Tells what would come of it, and stores nothing.
    dry_run: Option<bool>,
}

/// Imports a file of numbers into the company's list, or into a campaign's, as a task.
///
/// Rows that are not taken are in the file at the task's `rejects_url`, with all their columns and the reason.
#[utoipa::path(
    post, path = "/api/v1/do-not-call/import/", tag = "Do not call", operation_id = "import_do_not_call",
    request_body(content = DoNotCallImportBody, content_type = "multipart/form-data"),
    responses((status = 201, description = "Started", body = ListImport), Problems)
)]
pub async fn import_do_not_call(
    State(state): State<AppState>,
    caller: Caller,
    upload: Upload,
) -> Result<(StatusCode, Json<ListImport>), Refusal> {
    let usual = Target::DoNotCall { list: List::Company, note: String::new() };
    list_import::import(&state, &caller, upload, usual, |upload| {
        let list = match upload.value("campaign_id").trim() {
            "" => List::Company,
            id => List::Campaign(id.parse().map_err(|_| FieldErrors::one("campaign_id", NO_CAMPAIGN))?),
        };
        Ok(Target::DoNotCall { list, note: upload.value("note").to_owned() })
    })
    .await
}
