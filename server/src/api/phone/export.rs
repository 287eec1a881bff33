use super::filters::{Wish, filter, is_filter, named};
use super::list_numbers::NO_PROJECT;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::Fields;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::FieldErrors;
use domain::filter::{Filter, Numbers};
use domain::id::ProjectId;
use domain::table_file::ExportDraft;
use engine::number::{Content, ExportStarted};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What to export.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct ExportBody {
    /// The project.
    project_id: i64,
    /// csv, txt, json, ndjson or doc; csv when not given.
    #[schema(examples("csv"))]
    format: Option<String>,
    filters: Option<ExportFilters>,
    /// The columns, in their order, by the names that a listed number has; phone_number, carrier, type, area_code,
    /// valid_number and created_at when not given.
    #[schema(examples(json!(["phone_number", "carrier"])))]
    fields: Option<Vec<String>>,
    /// As a task, also when there are few.
    use_background: Option<bool>,
    /// Numbers that were found invalid, too.
    include_invalid: Option<bool>,
}

/// Which of the project's numbers.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct ExportFilters {
    /// Part of the number.
    search: Option<String>,
    /// true, false, or "null" for not validated.
    valid_number: Option<String>,
    /// Part of the carrier's name, in any case.
    carrier: Option<String>,
    /// Mobile, Landline, VoIP or Unknown.
    #[schema(rename = "type")]
    line_type: Option<String>,
    /// Such as United States or Canada.
    country_name: Option<String>,
    /// Three digits.
    area_code: Option<String>,
}

/// A file that was made at once.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExportContent {
    content: String,
    filename: String,
    format: &'static str,
    total_records: u64,
}

/// An export that was started. Its `result_data` has file_url, total_records, format, filename and sha256 in the end.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExportTask {
    task_id: Uuid,
    /// How many match now.
    total_records: u64,
    message: &'static str,
}

/// Exports numbers: up to 10,000 at once, more as a task whose file the company's session or token fetches.
#[utoipa::path(
    post, path = "/api/phone-generator/export/", tag = "Phone numbers", operation_id = "export_numbers",
    request_body = ExportBody,
    responses(
        (status = 200, description = "The file", body = Reply<ExportContent>),
        (status = 201, description = "Started", body = Reply<ExportTask>),
        Refused
    )
)]
pub async fn export(State(state): State<AppState>, caller: Caller, fields: Fields) -> Result<Response, Refusal> {
    let mut errors = FieldErrors::new();
    let project = project_of(&fields, &mut errors);
    let background = fields.flag("use_background", &mut errors);
    let sent = fields.object("filters", &mut errors);
    // A filter that lost a condition would export more than was asked for.
    for name in sent.names().filter(|name| !is_filter(name)) {
        errors.add("filters", format!("There is no filter “{}”.", name.chars().take(40).collect::<String>()));
    }
    let wish = filter(named(&sent, is_filter, &mut errors), &mut errors);
    let draft = ExportDraft {
        format: fields.only_text("format", &mut errors),
        fields: fields.texts("fields", &mut errors),
        filter: match &wish {
            Some(Wish::These(filter)) => filter.clone(),
            Some(Wish::Nothing) | None => Filter::everything(),
        },
        include_invalid: fields.flag("include_invalid", &mut errors),
    };
    if let Err(wrong) = draft.check() {
        errors.merge(wrong);
    }
    errors.into_result(())?;
    let (Some(project), Some(wish)) = (project, wish) else { return Err(Refusal::NoSuchPath) };
    let draft = match wish {
        Wish::These(_) => draft,
        Wish::Nothing => ExportDraft { filter: no_number()?, ..draft },
    };
    let (engine, scope) = (&state.engine, &caller.scope);
    let missing = || Refusal::at("project_id", NO_PROJECT);
    if !background {
        let now = engine::number::export_now(engine, scope, project, &draft).await.map_err(missing())?;
        if let Some(content) = now {
            return Ok(Reply::ok(ExportContent::from(content)).saying("Export completed").into_response());
        }
    }
    let started = engine::number::export(engine, scope, project, &draft).await.map_err(missing())?;
    Ok(Reply::created(ExportTask::from(started)).saying("Export task started").into_response())
}

/// The project's id in a body.
fn project_of(fields: &Fields, errors: &mut FieldErrors) -> Option<ProjectId> {
    let text = fields.text("project_id", errors);
    if text.trim().is_empty() {
        if errors.at("project_id").is_empty() {
            errors.add("project_id", "Project ID is required.");
        }
        return None;
    }
    let id = text.trim().parse().ok().filter(|id: &i64| *id > 0);
    if id.is_none() {
        errors.add("project_id", NO_PROJECT);
    }
    id.map(ProjectId)
}

/// The filter that nothing matches: a country outside the plan has no number in it.
fn no_number() -> Result<Filter<Numbers>, FieldErrors> {
    Filter::parse([("number", "12002000000"), ("number.not", "12002000000")])
}

impl From<Content> for ExportContent {
    fn from(content: Content) -> Self {
        Self {
            content: content.content,
            filename: content.filename,
            format: content.format.as_str(),
            total_records: content.rows,
        }
    }
}

impl From<ExportStarted> for ExportTask {
    fn from(started: ExportStarted) -> Self {
        Self {
            task_id: started.job.0,
            total_records: started.rows,
            message: "Phone number export started in background",
        }
    }
}
