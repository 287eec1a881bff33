use super::list_numbers::NO_PROJECT;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::{check_owner, flag};
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::multipart::{Field, MultipartRejection};
use axum::extract::{Multipart, State};
use domain::FieldErrors;
use domain::id::{FileId, ProjectId};
use domain::table_file::FileFormat;
use engine::number::{self, ImportDraft};
use futures::TryStreamExt;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// The longest value of a field that is no file, in bytes.
const VALUE_MAX: usize = 4_096;

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

/// The parts of a body as they came.
#[derive(Default)]
struct Parts {
    values: BTreeMap<String, String>,
    file: Option<FileId>,
    name: String,
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
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Reply<ImportTask>, Refusal> {
    let multipart = multipart.map_err(|_| Refusal::MediaType)?;
    let mut parts = Parts::default();
    let read = parts.read(&state, &caller, multipart).await;
    let started = match read {
        Ok(()) => parts.start(&state, &caller).await,
        Err(refusal) => Err(refusal),
    };
    if let (Err(_), Some(file)) = (&started, parts.file) {
        // What was refused may be sent again; the bytes of this time are of no use.
        number::discard(&state.engine, &caller.scope, file).await?;
    }
    started
}

impl Parts {
    /// Takes the parts in whatever order they come; the file is stored as its bytes arrive.
    async fn read(&mut self, state: &AppState, caller: &Caller, mut body: Multipart) -> Result<(), Refusal> {
        let broken = |_| Refusal::invalid("body", "The body broke off, or is no multipart form.");
        while let Some(mut part) = body.next_field().await.map_err(broken)? {
            let field = part.name().unwrap_or_default().to_owned();
            if field != "file" {
                let value = value(&mut part, &field).await?;
                check_owner(caller, &field, &value)?;
                self.values.insert(field, value);
                continue;
            }
            if self.file.is_some() {
                return Err(Refusal::invalid("file", "Send one file at a time."));
            }
            self.name = part.file_name().unwrap_or_default().to_owned();
            let project = self.project(&mut FieldErrors::new());
            let bytes = part.map_err(std::io::Error::other);
            let stored = number::upload(&state.engine, &caller.scope, project, &self.name, bytes).await;
            self.file = Some(stored.map_err(Refusal::at("project_id", NO_PROJECT))?);
        }
        Ok(())
    }

    async fn start(&self, state: &AppState, caller: &Caller) -> Result<Reply<ImportTask>, Refusal> {
        let mut errors = FieldErrors::new();
        let value = |name: &str| self.values.get(name).map_or("", |value| value.trim());
        let project = self.project(&mut errors);
        if self.file.is_none() {
            errors.add("file", "File is required.");
        }
        let format = match value("format") {
            "" => Some(FileFormat::of_name(&self.name).unwrap_or(FileFormat::Csv)),
            word => FileFormat::from_word(word).filter(|format| FileFormat::IMPORTED.contains(format)),
        };
        if format.is_none() {
            errors.add("format", "Invalid format. Must be csv, txt, or json.");
        }
        let validate = flag(value("validate_on_import"), "validate_on_import", &mut errors);
        let dry_run = flag(value("dry_run"), "dry_run", &mut errors);
        errors.into_result(())?;
        let (Some(project), Some(file), Some(format)) = (project, self.file, format) else {
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

    fn project(&self, errors: &mut FieldErrors) -> Option<ProjectId> {
        let text = self.values.get("project_id").map_or("", |value| value.trim());
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
}

/// The value of a part that is no file.
async fn value(part: &mut Field<'_>, name: &str) -> Result<String, Refusal> {
    let mut bytes = Vec::new();
    let broken = |_| Refusal::invalid("body", "The body broke off, or is no multipart form.");
    while let Some(piece) = part.chunk().await.map_err(broken)? {
        if bytes.len() + piece.len() > VALUE_MAX {
            return Err(Refusal::invalid(name, "This is longer than 4,096 bytes."));
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| Refusal::invalid(name, "This is not UTF-8."))
}
