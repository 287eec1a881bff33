use crate::api::envelope::Refusal;
use crate::api::list_import::{self, ListImport};
use crate::api::problem::Problems;
use crate::api::upload::Upload;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::consent::TermsDraft;
use engine::import::Target;
use utoipa::ToSchema;

/// What to import. What a row leaves empty is as it is said here.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what the parts say")]
pub struct ConsentImportBody {
    /// Columns phone_number, kind, source, given_at, expires_at and proof, or numbers alone. It is stored as it arrives.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// csv, txt, json or ndjson; as the file's name says when not given.
    format: Option<String>,
    /// written, oral, web_form, existing_customer or own_test_line.
    kind: Option<String>,
    /// Where the consents come from.
    source: Option<String>,
    /// A time in RFC 3339, or a day; now when not given.
    given_at: Option<String>,
    /// A time in RFC 3339, or a day, at the end of which they end; never when not given.
    expires_at: Option<String>,
    /// Up to 4,000 characters.
    proof: Option<String>,
    /// Tells what would come of it, and stores nothing.
    dry_run: Option<bool>,
}

/// Imports a file of consents, as a task.
///
/// Rows that are not taken are in the file at the task's `rejects_url`, with all their columns and the reason.
#[utoipa::path(
    post, path = "/api/v1/consents/import/", tag = "Consent", operation_id = "import_consents",
    request_body(content = ConsentImportBody, content_type = "multipart/form-data"),
    responses((status = 201, description = "Started", body = ListImport), Problems)
)]
pub async fn import_consents(
    State(state): State<AppState>,
    caller: Caller,
    upload: Upload,
) -> Result<(StatusCode, Json<ListImport>), Refusal> {
    let usual = Target::Consents { usual: TermsDraft::default() };
    list_import::import(&state, &caller, upload, usual, |upload| {
        let text = |name: &str| upload.value(name).to_owned();
        Ok(Target::Consents {
            usual: TermsDraft {
                kind: text("kind"),
                source: text("source"),
                given_at: text("given_at"),
                expires_at: text("expires_at"),
                proof: text("proof"),
            },
        })
    })
    .await
}
