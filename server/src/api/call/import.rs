use crate::api::envelope::Refusal;
use crate::api::list_import::{self, ListImport};
use crate::api::problem::Problems;
use crate::api::upload::Upload;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use engine::import::Target;
use utoipa::ToSchema;

/// What to import.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what the parts say")]
pub struct CallImportBody {
    /// CSV or text whose first row names the fields of a call, or JSON objects with them; as an export writes it. It is stored
    /// as it arrives.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// csv, txt, json or ndjson; as the file's name says when not given.
    format: Option<String>,
    /// Tells what would come of it, and stores nothing.
    dry_run: Option<bool>,
}

/// Imports a file of calls, as a task.
///
/// A call with the same subject and start for the same record is there already. Rows that are not taken are in the file at the
/// task's `rejects_url`, with all their columns and the reason.
#[utoipa::path(
    post, path = "/api/v1/calls/import/", tag = "Calls", operation_id = "import_calls",
    request_body(content = CallImportBody, content_type = "multipart/form-data"),
    responses((status = 201, description = "Started", body = ListImport), Problems)
)]
pub async fn import_calls(
    State(state): State<AppState>,
    caller: Caller,
    upload: Upload,
) -> Result<(StatusCode, Json<ListImport>), Refusal> {
    list_import::import(&state, &caller, upload, Target::Calls, |_| Ok(Target::Calls)).await
}
