//! Making a project.

use super::fields::{SHOWN, fields, filled, values};
use crate::components::badge::Tone;
use crate::components::field::Typed;
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::project::{Project, ProjectDraft};
use leptos::prelude::*;

/// The form for a new project.
#[component]
pub fn ProjectNew() -> impl IntoView {
    page(|request: Request| async move {
        if !request.scope()?.may(Right::ChangeNumbers) {
            return Err(engine::Error::Denied("Making a project takes the role agent or above.".to_owned()).into());
        }
        let usual = ProjectDraft { status: "planning".into(), priority: "medium".into(), ..ProjectDraft::default() };
        let typed = filled(refused(&request).await?, &usual);
        Ok(Sheet::new("New project", Place::Projects, form(&typed)).beneath_page("Projects", paths::projects()))
    })
}

fn form(typed: &Typed) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&SHOWN);
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form("project-create")>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                {fields(typed)}
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
    #[server(default)] status: String,
    #[server(default)] priority: String,
    #[server(default)] target_phone_count: String,
    #[server(default)] start_date: String,
    #[server(default)] end_date: String,
) -> Result<(), ServerFnError> {
    let draft = ProjectDraft { name, description, status, priority, target_phone_count, start_date, end_date };
    let post = FormPost::on(paths::project_new());
    let post = values(&draft).into_iter().fold(post, |post, (field, value)| post.typed(field, value));
    let outcome = create(&post.request, &draft).await;
    post.finish(outcome, |project| {
        Done::at(paths::generate(project.id))
            .saying(format!("Project “{}” is there. Now generate numbers into it.", project.name))
    })
    .await
}

async fn create(request: &Request, draft: &ProjectDraft) -> Result<Project, Stop> {
    Ok(engine::project::create(&request.engine, request.scope()?, draft).await?)
}
