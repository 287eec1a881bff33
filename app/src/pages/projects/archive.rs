//! Putting a project away, and taking it out again; the button stands on the project's page.

use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::id::ProjectId;
use domain::project::Project;
use leptos::prelude::*;

/// Archives a project, or with `archive=false` takes it out of the archive.
#[server(prefix = "/forms", endpoint = "project-archive")]
pub async fn archive_project(
    #[server(default)] id: String,
    #[server(default)] archive: String,
) -> Result<(), ServerFnError> {
    let id = id.parse::<ProjectId>().map_err(|_| Stop::Error(engine::Error::NotFound));
    let post = FormPost::on(id.as_ref().map_or_else(|_| paths::projects(), |id| paths::project_overview(*id)));
    let outcome = set(&post.request, id, archive != "false").await;
    post.finish(outcome, |project| {
        let said = match project.archived_at {
            Some(_) => "is archived: it is listed under “Archived”, keeps what it holds and takes no more numbers.",
            None => "is out of the archive.",
        };
        Done::at(paths::project_overview(project.id)).saying(format!("Project “{}” {said}", project.name))
    })
    .await
}

async fn set(request: &Request, id: Result<ProjectId, Stop>, archived: bool) -> Result<Project, Stop> {
    let (engine, scope, id) = (&request.engine, request.scope()?, id?);
    Ok(if archived {
        engine::project::archive(engine, scope, id).await?
    } else {
        engine::project::unarchive(engine, scope, id).await?
    })
}
