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
use domain::call::CallExportDraft;
use utoipa::ToSchema;

/// What to export.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct CallExportBody {
    /// Which calls, as the query of the list has it: `status=connected&tag=vip`; all when not given.
    #[schema(examples("status=connected"))]
    filter: Option<String>,
    /// csv, txt, json, ndjson or doc; csv when not given.
    #[schema(examples("csv"))]
    format: Option<String>,
    /// The columns in their order, by the names of the fields, and id, ukey, owner, assigned_to, call_for_name,
    /// related_to_name, favorite, createdon, updatedon; the fields that an import takes when not given.
    #[schema(examples(json!(["subject", "start_time"])))]
    fields: Option<Vec<String>>,
}

/// Exports the calls that match into a file, as a task.
///
/// The file is at the task's `file_url` when it is done, for those who may export.
#[utoipa::path(
    post, path = "/api/v1/calls/export/", tag = "Calls", operation_id = "export_calls",
    request_body = CallExportBody,
    responses((status = 201, description = "Started", body = ListExport), Problems)
)]
pub async fn export_calls(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<(StatusCode, Json<ListExport>), Refusal> {
    let mut errors = FieldErrors::new();
    let draft = CallExportDraft {
        filter: list_export::filter(&fields, &mut errors),
        format: fields.only_text("format", &mut errors),
        fields: fields.texts("fields", &mut errors),
    };
    if let Err(wrong) = draft.check() {
        errors.merge(wrong);
    }
    errors.into_result(())?;
    let started = engine::call::export(&state.engine, &caller.scope, &draft).await?;
    Ok(list_export::answer(started.job, started.rows))
}
