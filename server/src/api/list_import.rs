//! What the imports of files have in common, whatever their rows become.

use crate::api::envelope::Refusal;
use crate::api::input::flag;
use crate::api::upload::Parts;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::http::StatusCode;
use domain::FieldErrors;
use domain::table_file::FileFormat;
use engine::import::{self, ImportDraft, Target};
use futures::TryStreamExt;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An import that was started. Its task's `result_data` has total_parsed, valid_records, imported, updated,
/// duplicates_skipped, parse_errors, validation_errors (the first 10 of each), total_errors and rejects_url in the end.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListImport {
    task_id: Uuid,
}

/// Stores the file for who may import it, and queues what becomes of it; `target` reads the target's own values.
pub async fn import(
    state: &AppState,
    caller: &Caller,
    body: Result<Multipart, MultipartRejection>,
    usual: Target,
    target: impl FnOnce(&Parts) -> Result<Target, FieldErrors>,
) -> Result<(StatusCode, Json<ListImport>), Refusal> {
    let (engine, scope) = (&state.engine, &caller.scope);
    let mut parts = Parts::default();
    let read = parts
        .read(caller, body, async |parts, part| {
            let bytes = part.map_err(std::io::Error::other);
            Ok(import::upload(engine, scope, &usual, &parts.name, bytes).await?)
        })
        .await;
    let started = match read {
        Ok(()) => start(state, caller, &parts, target).await,
        Err(refusal) => Err(refusal),
    };
    if let (Err(_), Some(file)) = (&started, parts.file) {
        // What was refused may be sent again; the bytes of this time are of no use.
        import::discard(engine, scope, &usual, file).await?;
    }
    started
}

async fn start(
    state: &AppState,
    caller: &Caller,
    parts: &Parts,
    target: impl FnOnce(&Parts) -> Result<Target, FieldErrors>,
) -> Result<(StatusCode, Json<ListImport>), Refusal> {
    let mut errors = FieldErrors::new();
    if parts.file.is_none() {
        errors.add("file", "File is required.");
    }
    let format = match parts.value("format") {
        "" => None,
        word => {
            let format = FileFormat::from_word(word).filter(|format| FileFormat::IMPORTED.contains(format));
            if format.is_none() {
                errors.add("format", "Invalid format. Must be csv, txt, json, or ndjson.");
            }
            format
        }
    };
    let dry_run = flag(parts.value("dry_run"), "dry_run", &mut errors);
    let target = target(parts).map_err(|wrong| errors.merge(wrong)).ok();
    errors.into_result(())?;
    let (Some(file), Some(target)) = (parts.file, target) else { return Err(Refusal::NoSuchPath) };
    let draft = ImportDraft { file, format, mapping: None, dry_run, target };
    let job = import::import(&state.engine, &caller.scope, &draft).await?;
    Ok((StatusCode::CREATED, Json(ListImport { task_id: job.0 })))
}
