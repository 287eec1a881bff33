//! What the imports of files have in common, whatever their rows become.

use crate::api::envelope::Refusal;
use crate::api::input::flag;
use crate::api::upload::Upload;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::http::StatusCode;
use domain::FieldErrors;
use domain::table_file::FileFormat;
use engine::import::{self, ImportDraft, Target};
use futures::TryStreamExt;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An import that was started. Its task's `result_data` has total_parsed, valid_records, imported, updated where records
/// are imported, duplicates_skipped, parse_errors, validation_errors (the first 10 of each), total_errors and rejects_url in the end.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListImport {
    task_id: Uuid,
}

/// Stores the file for who may import it, and queues what becomes of it; `target` reads the target's own values.
pub async fn import(
    state: &AppState,
    caller: &Caller,
    mut upload: Upload,
    usual: Target,
    target: impl FnOnce(&Upload) -> Result<Target, FieldErrors>,
) -> Result<(StatusCode, Json<ListImport>), Refusal> {
    let read = store(state, caller, &mut upload, &usual).await;
    let started = match read {
        Ok(()) => start(state, caller, &upload, target).await,
        Err(refusal) => Err(refusal),
    };
    if let (Err(_), Some(file)) = (&started, upload.file) {
        // What was refused may be sent again; the bytes of this time are of no use.
        import::discard(&state.engine, &caller.scope, &usual, file).await?;
    }
    started
}

async fn store(state: &AppState, caller: &Caller, upload: &mut Upload, usual: &Target) -> Result<(), Refusal> {
    while let Some(file) = upload.next_file(caller).await? {
        let bytes = file.map_err(std::io::Error::other);
        upload.file = Some(import::upload(&state.engine, &caller.scope, usual, &upload.name, bytes).await?);
    }
    Ok(())
}

async fn start(
    state: &AppState,
    caller: &Caller,
    upload: &Upload,
    target: impl FnOnce(&Upload) -> Result<Target, FieldErrors>,
) -> Result<(StatusCode, Json<ListImport>), Refusal> {
    let mut errors = FieldErrors::new();
    if upload.file.is_none() {
        errors.add("file", "File is required.");
    }
    let format = match upload.value("format") {
        "" => None,
        word => {
            let format = FileFormat::from_word(word).filter(|format| FileFormat::IMPORTED.contains(format));
            if format.is_none() {
                errors.add("format", "Invalid format. Must be csv, txt, json, or ndjson.");
            }
            format
        }
    };
    let dry_run = flag(upload.value("dry_run"), "dry_run", &mut errors);
    let target = target(upload).map_err(|wrong| errors.merge(wrong)).ok();
    errors.into_result(())?;
    let (Some(file), Some(target)) = (upload.file, target) else { return Err(Refusal::NoSuchPath) };
    let draft = ImportDraft { file, format, mapping: None, dry_run, target };
    let job = import::import(&state.engine, &caller.scope, &draft).await?;
    Ok((StatusCode::CREATED, Json(ListImport { task_id: job.0 })))
}
