use super::body;
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
    /// Unique in the company, 1 to 200 characters; `project_name` is taken as well.
    #[schema(examples("Bay Area"))]
    name: String,
    /// Up to 2,000 characters.
    description: Option<String>,
    /// planning, active, on_hold or completed; planning when not given.
    status: Option<String>,
    /// low, medium, high or urgent; medium when not given.
    priority: Option<String>,
    /// How many numbers it is meant to hold, 1 to 10,000,000,000.
    target_phone_count: Option<u64>,
    /// YYYY-MM-DD.
    start_date: Option<String>,
    /// YYYY-MM-DD, not before the start.
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
    let draft = body::changes(&fields, &mut errors).on(ProjectDraft::default());
    body::all_wrong(&draft, errors)?;
    let project = engine::project::create(&state.engine, &caller.scope, &draft).await?;
    Ok(Reply::created(project.into()))
}
