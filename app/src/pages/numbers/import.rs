//! Bringing a file of numbers for a project.

use crate::components::badge::Tone;
use crate::components::field::Field;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::Right;
use domain::id::{FileId, ProjectId};
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// The longest id that a form sends, in bytes.
const ID_MAX: usize = 20;

/// The upload form.
#[component]
pub fn NumbersImport() -> impl IntoView {
    let id = id_in_path::<ProjectId>("id");
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let project = engine::project::get(&request.engine, scope, id).await?;
        if !scope.may(Right::ChangeNumbers) {
            return Err(engine::Error::Denied("Importing numbers takes the role agent or above.".to_owned()).into());
        }
        let typed = refused(&request).await?;
        let errors = typed.field("file").errors;
        let elsewhere = typed.elsewhere(&["file"]);
        let content = view! {
            <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,34rem)_minmax(18rem,24rem)]">
                <form class="surface" method="post" action=paths::form("numbers-upload") enctype="multipart/form-data">
                    // Before the file, so that whom it is for is known when its first byte comes.
                    <input type="hidden" name="project_id" value=id.to_string()/>
                    <div class="flex flex-col gap-4 p-4">
                        {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                        <Field name="file" label="File" errors=errors.clone() help="CSV, text, JSON or NDJSON, of any size.">
                            <input class="file-input" id="file" name="file" type="file" required=true accept=".csv,.txt,.tsv,.json,.ndjson,.jsonl"
                                aria-invalid=(!errors.is_empty()).then_some("true") aria-describedby=if errors.is_empty() { "file-help" } else { "file-error" }/>
                        </Field>
                    </div>
                    <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                        <button class="btn btn-primary" type="submit"><Icon name="upload"/>"Upload and look at it"</button>
                        <a class="btn btn-ghost" href=paths::project(id)>"Cancel"</a>
                        <p class="muted text-xs">"Nothing is imported yet."</p>
                    </div>
                </form>
                {known_files()}
            </div>
        };
        Ok(Sheet::new("Import numbers", Place::Projects, content)
            .beneath_page("Projects", paths::projects())
            .beneath_page(project.name, paths::project(id))
            .line("You say which column is what, try it without storing anything, and import it then."))
    })
}

fn known_files() -> impl IntoView {
    let known = [
        (
            "CSV",
            "With a header that names phone_number, phone or number, and perhaps carrier and type; or without one. Commas, semicolons, tabs and pipes are understood.",
        ),
        ("Text", "A number a line; what follows a tab, a pipe or a comma is its carrier and its type."),
        ("JSON and NDJSON", "Objects with these names, in an array or one a line; or numbers alone."),
        (
            "Numbers",
            "Ten digits, or eleven beginning with 1, however they are written: (415) 555-0123, +1 415 555 0123.",
        ),
        (
            "What the file says of a carrier or a line type",
            "Counts only where the prefix table does not know the number’s code.",
        ),
    ];
    view! {
        <section class="surface p-4" aria-label="What is understood">
            <h2>"What is understood"</h2>
            <dl class="mt-3 flex flex-col gap-3">
                {known.into_iter().map(|(name, text)| view! { <div><dt class="font-medium">{name}</dt><dd class="muted text-pretty">{text}</dd></div> }).collect_view()}
            </dl>
        </section>
    }
}

/// Takes the upload, a piece at a time.
#[server(prefix = "/forms", endpoint = "numbers-upload", input = MultipartFormData)]
pub async fn upload_numbers(data: MultipartData) -> Result<(), ServerFnError> {
    let mut post = FormPost::on(paths::projects());
    let mut project = ProjectId(0);
    let outcome = upload(&post.request, data, &mut project).await;
    if project != ProjectId(0) {
        post = post.of_page(paths::numbers_import(project));
    }
    post.finish(outcome, |file| Done::at(paths::numbers_import_file(project, file))).await
}

/// Stores the file; the part before it says which project it is for.
async fn upload(request: &Request, data: MultipartData, project: &mut ProjectId) -> Result<FileId, Stop> {
    let scope = request.scope()?;
    let none = || Stop::from(FieldErrors::one("file", "Choose a file to import."));
    let broken = |_| FieldErrors::one("file", "The upload broke off. Nothing was kept; try again.");
    let mut form = data.into_inner().ok_or_else(none)?;
    loop {
        let mut part = form.next_field().await.map_err(broken)?.ok_or_else(none)?;
        if part.name() == Some("project_id") {
            let mut text = Vec::new();
            while let Some(bytes) = part.chunk().await.map_err(broken)? {
                text.extend_from_slice(&bytes[..bytes.len().min(ID_MAX.saturating_sub(text.len()))]);
            }
            *project = String::from_utf8_lossy(&text).parse().unwrap_or(ProjectId(0));
            continue;
        }
        let Some(name) = part.file_name().map(str::to_owned) else { continue };
        if *project == ProjectId(0) {
            return Err(engine::Error::NotFound.into());
        }
        if name.is_empty() {
            return Err(none());
        }
        let bytes = futures::TryStreamExt::map_err(part, std::io::Error::other);
        return Ok(engine::number::upload(&request.engine, scope, Some(*project), &name, bytes).await?);
    }
}
