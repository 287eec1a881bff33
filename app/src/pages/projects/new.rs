//! Making a project.

use crate::components::badge::Tone;
use crate::components::field::{TextField, Typed};
use crate::components::flash::Notice;
use crate::components::text_area::TextArea;
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::project::{NAME_MAX, Project, ProjectDraft};
use domain::scope::Role;
use leptos::prelude::*;

/// The form for a new project.
#[component]
pub fn ProjectNew() -> impl IntoView {
    page(|request: Request| async move {
        if !request.scope()?.has_role(Role::Agent) {
            return Err(engine::Error::Denied("Making a project takes the role agent or above.".to_owned()).into());
        }
        let typed = refused(&request).await?;
        Ok(Sheet::new("New project", Place::Projects, form(&typed)).beneath_page("Projects", paths::projects()))
    })
}

fn form(typed: &Typed) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&["name", "description"]);
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form("project-create")>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                <TextField at=typed.field("name") label="Name" autofocus=true maxlength=NAME_MAX as u32 autocomplete="off"
                    help="Unique in your company, such as “Bay Area spring”."/>
                <TextArea at=typed.field("description") label="Description" optional=true maxlength=2_000/>
            </div>
            <div class="flex items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit">"Create project"</button>
                <a class="btn btn-ghost" href=paths::projects()>"Cancel"</a>
            </div>
        </form>
    }
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "project-create")]
pub async fn create_project(
    #[server(default)] name: String,
    #[server(default)] description: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::project_new()).typed("name", &name).typed("description", &description);
    let outcome = create(&post.request, ProjectDraft { name, description, ..ProjectDraft::default() }).await;
    post.finish(outcome, |project| {
        Done::at(paths::generate(project.id))
            .saying(format!("Project “{}” is there. Now generate numbers into it.", project.name))
    })
    .await
}

async fn create(request: &Request, draft: ProjectDraft) -> Result<Project, Stop> {
    Ok(engine::project::create(&request.engine, request.scope()?, &draft).await?)
}
