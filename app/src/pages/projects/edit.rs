//! Changing a project. Who saves over what somebody else saved meanwhile is told first, and loses nothing typed.

use super::fields::{SHOWN, fields, values};
use crate::components::badge::Tone;
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::meanwhile::{EditForm, Saved};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::Right;
use domain::id::ProjectId;
use domain::project::{Project, ProjectChanges, ProjectDraft};
use engine::project::Edited;
use leptos::prelude::*;

/// The form of a project.
#[component]
pub fn ProjectEdit() -> impl IntoView {
    let id = id_in_path::<ProjectId>("id");
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let project = engine::project::get(&request.engine, scope, id).await?;
        if !scope.may(Right::ChangeNumbers) {
            return Err(engine::Error::Denied("Changing a project takes the role agent or above.".to_owned()).into());
        }
        let edit = EditForm::of(refused(&request).await?, "project", project.version, &saved(&project));
        let name = project.name.clone();
        Ok(Sheet::new("Edit project", Place::Projects, form(&edit, id))
            .beneath_page("Projects", paths::projects())
            .beneath_page(name, paths::project_overview(id)))
    })
}

/// The fields with what is saved now.
fn saved(project: &Project) -> Vec<Saved> {
    let draft = project.draft();
    let label = |field| match field {
        "name" => "Name",
        "description" => "Description",
        "status" => "Status",
        "priority" => "Priority",
        "target_phone_count" => "Target",
        "start_date" => "Start",
        _ => "End",
    };
    let of = |(name, now): (&'static str, &str)| Saved {
        name,
        label: label(name),
        now: now.to_owned(),
        readable: now.to_owned(),
    };
    values(&draft).into_iter().map(of).collect()
}

fn form(edit: &EditForm, id: ProjectId) -> impl IntoView + use<> {
    let elsewhere = edit.typed.elsewhere(&[&SHOWN[..], &["version"]].concat());
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form("project-edit")>
            <input type="hidden" name="id" value=id.to_string()/>
            {edit.hidden()}
            <div class="flex flex-col gap-4 p-4">
                {edit.notice.clone().map(|text| view! { <Notice tone=Tone::Warning>{text}</Notice> })}
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                {fields(&edit.typed)}
            </div>
            <div class="flex items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit">"Save changes"</button>
                <a class="btn btn-ghost" href=paths::project_overview(id)>"Cancel"</a>
            </div>
        </form>
    }
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "project-edit")]
#[allow(clippy::too_many_arguments, reason = "the fields of the form")]
pub async fn edit_project(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] was: String,
    #[server(default)] name: String,
    #[server(default)] description: String,
    #[server(default)] status: String,
    #[server(default)] priority: String,
    #[server(default)] target_phone_count: String,
    #[server(default)] start_date: String,
    #[server(default)] end_date: String,
) -> Result<(), ServerFnError> {
    let draft = ProjectDraft { name, description, status, priority, target_phone_count, start_date, end_date };
    let id = id.parse::<ProjectId>().map_err(|_| Stop::Error(engine::Error::NotFound));
    let post = FormPost::on(id.as_ref().map_or_else(|_| paths::projects(), |id| paths::project_edit(*id)));
    let post = values(&draft)
        .into_iter()
        .fold(post.typed("version", &version).typed("was", &was), |post, (field, value)| post.typed(field, value));
    let outcome = edit(&post.request, id, draft, &version).await;
    post.finish(outcome, |project| {
        Done::at(paths::project_overview(project.id)).saying(format!("Project “{}” is saved.", project.name))
    })
    .await
}

async fn edit(
    request: &Request,
    id: Result<ProjectId, Stop>,
    draft: ProjectDraft,
    version: &str,
) -> Result<Project, Stop> {
    let (scope, id) = (request.scope()?, id?);
    // Without a version the form would save over whatever is there.
    let version = version.parse().unwrap_or(0);
    let ProjectDraft { name, description, status, priority, target_phone_count, start_date, end_date } = draft;
    let changes = ProjectChanges {
        name: Some(name),
        description: Some(description),
        status: Some(status),
        priority: Some(priority),
        target_phone_count: Some(target_phone_count),
        start_date: Some(start_date),
        end_date: Some(end_date),
    };
    match engine::project::edit(&request.engine, scope, id, &changes, Some(version)).await? {
        Edited::Changed(project) => Ok(project),
        Edited::Stale(_) => Err(FieldErrors::one("version", "Somebody changed this project meanwhile.").into()),
    }
}
