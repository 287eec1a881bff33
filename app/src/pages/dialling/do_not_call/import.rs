//! Importing a file of numbers into a list, and importing what a dry run tried.

use super::{beneath, may_add, of_word, place, word};
use crate::components::badge::Tone;
use crate::components::field::{CheckField, Field, TextField, Typed};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::forms::{Done, FormPost, refused};
use crate::pages::dialling::upload::brought;
use crate::pages::{Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::do_not_call::{List, NOTE_MAX};
use domain::id::JobId;
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};
use std::collections::BTreeMap;

/// The upload form for the company's list.
#[component]
pub fn CompanyImport() -> impl IntoView {
    import_page(List::Company)
}

/// The upload form for the installation's.
#[component]
pub fn InstallationImport() -> impl IntoView {
    import_page(List::Installation)
}

fn import_page(of: List) -> impl IntoView {
    page(move |request: Request| async move {
        may_add(&request, of)?;
        let typed = refused(&request).await?;
        Ok(beneath(of, Sheet::new("Import numbers", place(of), form(of, &typed)))
            .line("What is on the list already stays as it is, so the same file may be imported again."))
    })
}

fn form(of: List, typed: &Typed) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&["file", "note", "dry_run"]);
    let errors = typed.field("file").errors;
    let typed = if typed.is_refused() { typed.clone() } else { typed.clone().or("dry_run", "true") };
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form("do-not-call-import") enctype="multipart/form-data">
            <input type="hidden" name="list" value=word(of)/>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                <TextField at=typed.field("note") label="Note" optional=true maxlength=NOTE_MAX as u32 autocomplete="off" placeholder="Register of November" help="For rows that have none of their own."/>
                <CheckField at=typed.field("dry_run") label="Try it first" help="Tells what would come of it, and stores nothing."/>
                <Field name="file" label="File" errors=errors.clone() help="CSV, text, JSON or NDJSON, of any size: a number a row, or columns named phone_number and note.">
                    <input class="file-input" id="file" name="file" type="file" required=true accept=".csv,.txt,.tsv,.json,.ndjson,.jsonl"
                        aria-invalid=(!errors.is_empty()).then_some("true") aria-describedby=if errors.is_empty() { "file-help" } else { "file-error" }/>
                </Field>
            </div>
            <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit"><Icon name="upload"/>"Upload the file"</button>
                <a class="btn btn-ghost" href=paths::do_not_call(of)>"Cancel"</a>
                <p class="muted text-xs">"Runs as a job and tells of each row that is not taken."</p>
            </div>
        </form>
    }
}

/// Takes the upload, a piece at a time, and starts the job.
#[server(prefix = "/forms", endpoint = "do-not-call-import", input = MultipartFormData)]
pub async fn import_do_not_call(data: MultipartData) -> Result<(), ServerFnError> {
    let mut post = FormPost::on(paths::do_not_call_import(List::Company));
    let (outcome, texts) = import(&post.request, data).await;
    let text = |name: &str| texts.get(name).map_or("", String::as_str);
    post = post.of_page(paths::do_not_call_import(of_word(text("list"))));
    for field in ["note", "dry_run"] {
        post = post.typed(field, text(field));
    }
    post.finish(outcome, |job| Done::at(paths::job(job))).await
}

async fn import(request: &Request, data: MultipartData) -> (Result<JobId, Stop>, BTreeMap<String, String>) {
    if let Err(stop) = request.scope() {
        return (Err(stop), BTreeMap::new());
    }
    match brought(data).await {
        Err((stop, texts)) => (Err(stop), texts),
        Ok(brought) => {
            let (of, note) = (of_word(&brought.text("list")), brought.text("note"));
            let (dry_run, texts) = (brought.has("dry_run"), brought.texts.clone());
            let started = async {
                let (engine, scope) = (&request.engine, request.scope()?);
                let job = engine::do_not_call::import(engine, scope, of, &note, dry_run, &brought.name, brought.file);
                Ok(job.await?)
            };
            (started.await, texts)
        }
    }
}

/// Imports what a dry run tried, of consents as of numbers; the button stands on the dry run's page.
#[server(prefix = "/forms", endpoint = "list-import-tried")]
pub async fn import_tried(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let tried = id.parse::<JobId>().map_err(|_| Stop::Error(engine::Error::NotFound));
    let post = FormPost::on(tried.as_ref().map_or_else(|_| paths::jobs(), |job| paths::job(*job)));
    let outcome = async {
        let scope = post.request.scope()?;
        let started = engine::list_file::import_tried(&post.request.engine, scope, tried?).await;
        Ok(started.map_err(|error| match error {
            // The job's page has no field to say it at.
            engine::Error::Invalid(errors) => engine::Error::Conflict(errors.at("file").join(" ")),
            other => other,
        })?)
    }
    .await;
    post.finish(outcome, |job| Done::at(paths::job(job))).await
}
