//! Changing a project. Who saves over what somebody else saved meanwhile is told first, and loses nothing typed.

use super::fields::{SHOWN, fields, filled, values};
use crate::components::badge::Tone;
use crate::components::field::Typed;
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
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
        let typed = refused(&request).await?;
        let stale = !typed.field("version").errors.is_empty();
        let meanwhile = stale.then(|| meanwhile(&typed, &project));
        // Told of the newer version, who saves again means to.
        let version = if stale { project.version.to_string() } else { typed.text("version").to_owned() };
        let version = if version.is_empty() { project.version.to_string() } else { version };
        let typed = filled(typed, &project.draft());
        let name = project.name.clone();
        Ok(Sheet::new("Edit project", Place::Projects, form(&typed, id, version, meanwhile))
            .beneath_page("Projects", paths::projects())
            .beneath_page(name, paths::project_overview(id)))
    })
}

/// What is saved now where it is not what was typed.
fn meanwhile(typed: &Typed, project: &Project) -> String {
    let saved = project.draft();
    let saved: Vec<String> = values(&saved)
        .into_iter()
        .filter(|(field, value)| typed.text(field).trim() != *value)
        .map(|(field, value)| {
            let value = if value.is_empty() { "nothing".to_owned() } else { format!("“{value}”") };
            format!("{} is {value}", field.replace('_', " ").replace("phone count", "").trim())
        })
        .collect();
    let saved = if saved.is_empty() { "the same as yours".to_owned() } else { saved.join(", ") };
    format!(
        "Somebody changed this project after you opened it, so nothing was saved. What you typed is still here. \
         Saved meanwhile: {saved}. Save again to put yours in its place."
    )
}

fn form(typed: &Typed, id: ProjectId, version: String, meanwhile: Option<String>) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&[&SHOWN[..], &["version"]].concat());
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form("project-edit")>
            <input type="hidden" name="id" value=id.to_string()/>
            <input type="hidden" name="version" value=version/>
            <div class="flex flex-col gap-4 p-4">
                {meanwhile.map(|text| view! { <Notice tone=Tone::Warning>{text}</Notice> })}
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                {fields(typed)}
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
        .fold(post.typed("version", &version), |post, (field, value)| post.typed(field, value));
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
