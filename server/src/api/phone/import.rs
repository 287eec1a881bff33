use super::list_numbers::NO_PROJECT;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::flag;
use crate::api::upload::Upload;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
use domain::id::ProjectId;
use domain::table_file::FileFormat;
use engine::import::Target;
use engine::number::{self, ImportDraft};
use futures::TryStreamExt;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What to import.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what the parts say")]
pub struct ImportBody {
    /// CSV with a header (phone_number, phone or number; carrier, type) or without, a number a line, or JSON. It is
    /// stored as it arrives.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// The project that gets the numbers.
    project_id: i64,
    /// csv, txt, json or ndjson; as the file's name says when not given.
    format: Option<String>,
    /// Validates the numbers when they are in.
    validate_on_import: Option<bool>,
    /// Tells what would come of it, and stores no number.
    dry_run: Option<bool>,
}

/// An import that was started. Its `result_data` has total_parsed, valid_records, imported, duplicates_skipped,
/// parse_errors, validation_errors (the first 10 of each) and total_errors in the end.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportTask {
    task_id: Uuid,
    /// The validation that waits for it, when there is one.
    validation_task_id: Option<Uuid>,
    message: &'static str,
}

/// Imports a file of numbers into a project.
#[utoipa::path(
    post, path = "/api/phone-generator/import/", tag = "Phone numbers", operation_id = "import_numbers",
    request_body(content = ImportBody, content_type = "multipart/form-data"),
    responses((status = 201, description = "Started", body = Reply<ImportTask>), Refused)
)]
pub async fn import(
    State(state): State<AppState>,
    caller: Caller,
    mut upload: Upload,
) -> Result<Reply<ImportTask>, Refusal> {
    let read = store(&state, &caller, &mut upload).await;
    let started = match read {
        Ok(()) => start(&state, &caller, &upload).await,
        Err(refusal) => Err(refusal),
    };
    if let (Err(_), Some(file)) = (&started, upload.file) {
        // What was refused may be sent again; the bytes of this time are of no use.
        let any = Target::Numbers { project: ProjectId(0), validate: false };
        engine::import::discard(&state.engine, &caller.scope, &any, file).await?;
    }
    started
}

async fn store(state: &AppState, caller: &Caller, upload: &mut Upload) -> Result<(), Refusal> {
    while let Some(file) = upload.next_file(caller).await? {
        let project = project(upload, &mut FieldErrors::new());
        let bytes = file.map_err(std::io::Error::other);
        let stored = number::upload(&state.engine, &caller.scope, project, &upload.name, bytes).await;
        upload.file = Some(stored.map_err(Refusal::at("project_id", NO_PROJECT))?);
    }
    Ok(())
}

async fn start(state: &AppState, caller: &Caller, upload: &Upload) -> Result<Reply<ImportTask>, Refusal> {
    let mut errors = FieldErrors::new();
    let project = project(upload, &mut errors);
    if upload.file.is_none() {
        errors.add("file", "File is required.");
    }
    let format = match upload.value("format") {
        "" => Some(FileFormat::of_name(&upload.name).unwrap_or(FileFormat::Csv)),
        word => FileFormat::from_word(word).filter(|format| FileFormat::IMPORTED.contains(format)),
    };
    if format.is_none() {
        errors.add("format", "Invalid format. Must be csv, txt, or json.");
    }
    let validate = flag(upload.value("validate_on_import"), "validate_on_import", &mut errors);
    let dry_run = flag(upload.value("dry_run"), "dry_run", &mut errors);
    errors.into_result(())?;
    let (Some(project), Some(file), Some(format)) = (project, upload.file, format) else {
        return Err(Refusal::NoSuchPath);
    };
    let draft = ImportDraft { project, file, format, mapping: None, dry_run, validate };
    let started = number::import(&state.engine, &caller.scope, &draft).await;
    let started = started.map_err(Refusal::at("project_id", NO_PROJECT))?;
    Ok(Reply::created(ImportTask {
        task_id: started.job.0,
        validation_task_id: started.validation.map(|job| job.0),
        message: "Phone number import started in background",
    })
    .saying("Import task started"))
}

fn project(upload: &Upload, errors: &mut FieldErrors) -> Option<ProjectId> {
    let text = upload.value("project_id");
    if text.is_empty() {
        errors.add("project_id", "Project ID is required.");
        return None;
    }
    let id = text.parse().ok().filter(|id: &i64| *id > 0);
    if id.is_none() {
        errors.add("project_id", NO_PROJECT);
    }
    id.map(ProjectId)
}
