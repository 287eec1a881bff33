use super::view::ProjectView;
use crate::api::envelope::{Refusal, Refused, Reply};
use crate::api::input::Fields;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::State;
use domain::FieldErrors;
use domain::project::ProjectDraft;
use utoipa::ToSchema;

/// A new project.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Fields` reads")]
pub struct ProjectBody {
    /// Unique in the tenant, 1 to 200 characters; `project_name` is taken as well.
    #[schema(examples("Bay Area"))]
    name: String,
    /// Up to 2,000 characters.
    description: Option<String>,
    /// planning, active, on_hold or completed; planning when not given.
    status: Option<String>,
    /// low, medium, high or urgent; medium when not given.
    priority: Option<String>,
    /// How many numbers it is meant to hold; checked, and not kept yet.
    target_phone_count: Option<u64>,
    /// YYYY-MM-DD; checked, and not kept yet.
    start_date: Option<String>,
    /// YYYY-MM-DD; checked, and not kept yet.
    end_date: Option<String>,
}

/// Makes a project.
#[utoipa::path(
    post, path = "/api/projects/", tag = "Projects", operation_id = "create_project",
    request_body = ProjectBody,
    responses((status = 201, description = "The project", body = Reply<ProjectView>), Refused)
)]
pub async fn create(
    State(state): State<AppState>,
    caller: Caller,
    fields: Fields,
) -> Result<Reply<ProjectView>, Refusal> {
    let mut errors = FieldErrors::new();
    let name = if fields.has("name") { "name" } else { "project_name" };
    let draft = ProjectDraft {
        name: fields.only_text(name, &mut errors),
        description: fields.only_text("description", &mut errors),
        status: fields.only_text("status", &mut errors),
        priority: fields.only_text("priority", &mut errors),
    };
    fields.whole("target_phone_count", &mut errors);
    fields.day("start_date", &mut errors);
    fields.day("end_date", &mut errors);
    // All failing fields together, also those that only the draft knows; a field that was refused already is empty in it.
    if !errors.is_empty() {
        for (field, texts) in draft.check().err().unwrap_or_default().iter() {
            let refused = !errors.at(field).is_empty() || field == "name" && !errors.at(name).is_empty();
            texts.iter().filter(|_| !refused).for_each(|text| errors.add(field, text));
        }
    }
    errors.into_result(())?;
    let project = engine::project::create(&state.engine, &caller.scope, &draft).await?;
    Ok(Reply::created(project.into()))
}
