//! Deleting a project: how much goes is said, and its name has to be typed.

use crate::components::badge::Tone;
use crate::components::field::{TextField, Typed};
use crate::components::figure::grouped;
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::id::ProjectId;
use domain::project::Project;
use engine::project::DeletedProject;
use leptos::prelude::*;

/// The form that deletes a project.
#[component]
pub fn ProjectDelete() -> impl IntoView {
    let id = id_in_path::<ProjectId>("id");
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let project = engine::project::get(&request.engine, scope, id).await?;
        if !scope.may(Right::ChangeNumbers) {
            return Err(engine::Error::Denied("Deleting a project takes the role agent or above.".to_owned()).into());
        }
        let analytics = engine::project::analytics(&request.engine, scope, id).await?;
        let open = analytics.jobs(|state| !state.is_ended());
        let typed = refused(&request).await?;
        let name = project.name.clone();
        Ok(Sheet::new("Delete project", Place::Projects, content(&typed, project, analytics.numbers.total, open))
            .beneath_page("Projects", paths::projects())
            .beneath_page(name, paths::project_overview(id)))
    })
}

fn content(typed: &Typed, project: Project, numbers: u64, open: u64) -> AnyView {
    let id = project.id;
    if open > 0 {
        let text = if open == 1 {
            "1 job works on this project. Wait for it to end or cancel it, then delete it.".to_owned()
        } else {
            format!("{open} jobs work on this project. Wait for them to end or cancel them, then delete it.")
        };
        return view! {
            <div class="flex max-w-xl flex-col items-start gap-4">
                <Notice tone=Tone::Warning>{text}</Notice>
                <div class="flex gap-2">
                    <a class="btn btn-primary" href=paths::jobs_of_project(id)>"See the jobs"</a>
                    <a class="btn btn-ghost" href=paths::project_overview(id)>"Back to the project"</a>
                </div>
            </div>
        }
        .into_any();
    }
    let elsewhere = typed.elsewhere(&["name"]);
    let (goes, label) = match numbers {
        0 => ("It holds no numbers.".to_owned(), "Delete the project".to_owned()),
        1 => ("The number it holds goes with it.".to_owned(), "Delete the project and 1 number".to_owned()),
        n => {
            let n = grouped(n);
            (format!("The {n} numbers it holds go with it."), format!("Delete the project and {n} numbers"))
        }
    };
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form("project-delete")>
            <input type="hidden" name="id" value=id.to_string()/>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                <div>
                    <p class="font-semibold wrap-anywhere">{project.name}</p>
                    <p class="muted mt-1 text-pretty">{goes}" This can’t be undone. What was generated stays on record as generated, wherever it turns up again."</p>
                </div>
                <TextField at=typed.field("name") label="Name of the project" autofocus=true autocomplete="off" help="Type it as it stands above."/>
            </div>
            <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-error" type="submit">{label}</button>
                <a class="btn btn-ghost" href=paths::project_overview(id)>"Keep it"</a>
            </div>
        </form>
    }
    .into_any()
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "project-delete")]
pub async fn delete_project(
    #[server(default)] id: String,
    #[server(default)] name: String,
) -> Result<(), ServerFnError> {
    let id = id.parse::<ProjectId>().map_err(|_| Stop::Error(engine::Error::NotFound));
    let post = FormPost::on(id.as_ref().map_or_else(|_| paths::projects(), |id| paths::project_delete(*id)));
    let post = post.typed("name", &name);
    let outcome = delete(&post.request, id, &name).await;
    post.finish(outcome, |gone| {
        let numbers = match gone.numbers {
            0 => String::new(),
            1 => " with its number".to_owned(),
            n => format!(" with its {} numbers", grouped(n)),
        };
        Done::at(paths::projects()).saying(format!("Project “{}” is deleted{numbers}.", gone.name))
    })
    .await
}

async fn delete(request: &Request, id: Result<ProjectId, Stop>, name: &str) -> Result<DeletedProject, Stop> {
    let (scope, id) = (request.scope()?, id?);
    Ok(engine::project::delete(&request.engine, scope, id, Some(name)).await?)
}
