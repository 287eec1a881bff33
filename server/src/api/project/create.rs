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
    let draft =
        ProjectDraft { name: fields.text(name, &mut errors), description: fields.text("description", &mut errors) };
    errors.into_result(())?;
    let project = engine::project::create(&state.engine, &caller.scope, &draft).await?;
    Ok(Reply::created(project.into()))
}
