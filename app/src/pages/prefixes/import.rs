//! Importing a file of the prefix table, exactly as its publisher gives it out.

use crate::components::badge::Tone;
use crate::components::field::Field;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::id::JobId;
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// The upload form; for platform admins alone.
#[component]
pub fn PrefixImport() -> impl IntoView {
    page(|request: Request| async move {
        if !request.scope()?.is_platform_admin() {
            return Err(engine::Error::Denied(
                "Importing prefixes takes a platform admin: the whole installation shares the table.".to_owned(),
            )
            .into());
        }
        let typed = refused(&request).await?;
        let errors = typed.field("file").errors;
        let elsewhere = typed.elsewhere(&["file"]);
        let content = view! {
            <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,34rem)_minmax(18rem,24rem)]">
                <form class="surface" method="post" action=paths::form("prefixes-import") enctype="multipart/form-data">
                    <div class="flex flex-col gap-4 p-4">
                        {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                        <Field name="file" label="File" errors=errors.clone() help="Zip or text, as published. What kind it is is read from its content.">
                            <input class="file-input" id="file" name="file" type="file" required=true accept=".zip,.txt,.csv,.json"
                                aria-invalid=(!errors.is_empty()).then_some("true") aria-describedby=if errors.is_empty() { "file-help" } else { "file-error" }/>
                        </Field>
                    </div>
                    <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                        <button class="btn btn-primary" type="submit"><Icon name="upload"/>"Import the file"</button>
                        <a class="btn btn-ghost" href=paths::prefixes()>"Cancel"</a>
                        <p class="muted text-xs">"Runs as a job."</p>
                    </div>
                </form>
                {known_files()}
            </div>
        };
        Ok(Sheet::new("Import a file", Place::Prefixes, content).beneath_page("Prefixes", paths::prefixes()).line(
            "A file of the same kind replaces what the last one said; importing the same one twice changes nothing.",
        ))
    })
}

fn known_files() -> impl IntoView {
    let known = [
        (
            "The code report",
            "Every code of the plan with its holder, state and place; the numbering administrator’s zip or text.",
        ),
        ("The area-code report", "Area codes with their place, overlays and time zones."),
        ("Line types by operating company", "Which holders serve mobile, landline or VoIP lines, and their brands."),
        ("Time zones by prefix", "Zones by leading digits."),
        ("A table of your own", "CSV with the columns id, prefix, carrier, city, state, line_type, or JSON by prefix."),
    ];
    view! {
        <section class="surface p-4" aria-label="Files that are known">
            <h2>"Files that are known"</h2>
            <dl class="mt-3 flex flex-col gap-3">
                {known.into_iter().map(|(name, text)| view! { <div><dt class="font-medium">{name}</dt><dd class="muted text-pretty">{text}</dd></div> }).collect_view()}
            </dl>
        </section>
    }
}

/// Takes the upload, a piece at a time, and starts the job.
#[server(prefix = "/forms", endpoint = "prefixes-import", input = MultipartFormData)]
pub async fn import_prefixes(data: MultipartData) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::prefixes_import());
    let outcome = import(&post.request, data).await;
    post.finish(outcome, |job| Done::at(paths::job(job))).await
}

async fn import(request: &Request, data: MultipartData) -> Result<JobId, Stop> {
    let scope = request.scope()?;
    let none = || Stop::from(FieldErrors::one("file", "Choose a file to import."));
    let mut form = data.into_inner().ok_or_else(none)?;
    loop {
        let part = form
            .next_field()
            .await
            .map_err(|_| FieldErrors::one("file", "The upload broke off. Nothing was imported."))?;
        let part = part.ok_or_else(none)?;
        let Some(name) = part.file_name().map(str::to_owned) else { continue };
        if name.is_empty() {
            return Err(none());
        }
        let bytes = futures::TryStreamExt::map_err(part, std::io::Error::other);
        return Ok(engine::prefix::import(&request.engine, scope, &name, bytes).await?);
    }
}
