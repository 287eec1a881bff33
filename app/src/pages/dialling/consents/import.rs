//! Importing a file of consents.

use super::fields::{TERMS, terms};
use crate::components::badge::Tone;
use crate::components::field::{CheckField, Field, Typed};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::forms::{Done, FormPost, refused};
use crate::pages::contacts::tabs::Section;
use crate::pages::dialling::upload::brought;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::consent::TermsDraft;
use domain::id::JobId;
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};
use std::collections::BTreeMap;

/// The upload form.
#[component]
pub fn ConsentsImport() -> impl IntoView {
    page(|request: Request| async move {
        if !request.scope()?.may(Right::RecordConsent) {
            return Err(engine::Error::Denied("Recording consent takes the role agent or above.".to_owned()).into());
        }
        let typed = refused(&request).await?;
        Ok(Sheet::new("Import consents", Place::Contacts, form(&typed))
            .beneath_list(Section::Consent)
            .line("Each row becomes a record. What a row does not say is taken from this form."))
    })
}

fn form(typed: &Typed) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&["file", "kind", "source", "given_at", "expires_at", "proof", "dry_run"]);
    let errors = typed.field("file").errors;
    let typed = if typed.is_refused() { typed.clone() } else { typed.clone().or("dry_run", "true") };
    view! {
        <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,40rem)_minmax(16rem,24rem)]">
            <form class="surface" method="post" action=paths::form("consents-import") enctype="multipart/form-data">
                <div class="flex flex-col gap-4 p-4">
                    {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                    {terms(&typed, true)}
                    <CheckField at=typed.field("dry_run") label="Try it first" help="Tells what would come of it, and stores nothing."/>
                    // Behind the texts, so that they are known when its first byte comes.
                    <Field name="file" label="File" errors=errors.clone() help="CSV, text, JSON or NDJSON, of any size.">
                        <input class="file-input" id="file" name="file" type="file" required=true accept=".csv,.txt,.tsv,.json,.ndjson,.jsonl"
                            aria-invalid=(!errors.is_empty()).then_some("true") aria-describedby=if errors.is_empty() { "file-help" } else { "file-error" }/>
                    </Field>
                </div>
                <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                    <button class="btn btn-primary" type="submit"><Icon name="upload"/>"Upload the file"</button>
                    <a class="btn btn-ghost" href=paths::consents()>"Cancel"</a>
                    <p class="muted text-xs">"Runs as a job and tells of each row that is not taken."</p>
                </div>
            </form>
            {columns()}
        </div>
    }
}

fn columns() -> impl IntoView {
    let known = [
        ("phone_number", "The number, however it is written. A file of numbers alone needs no header."),
        ("kind", "written, oral, web form, existing customer or own test line."),
        ("source", "Where the consent comes from."),
        ("given_at", "A time or a day; without one it is given now."),
        ("expires_at", "A time or a day, at the end of which it ends."),
        ("proof", "What proves it."),
    ];
    view! {
        <section class="surface p-4" aria-label="Columns">
            <h2>"Columns"</h2>
            <p class="muted mt-1 text-pretty">"By these names in the first row, in any order; others are left alone."</p>
            <dl class="mt-3 flex flex-col gap-3">
                {known.into_iter().map(|(name, text)| view! { <div><dt class="mono font-medium">{name}</dt><dd class="muted text-pretty">{text}</dd></div> }).collect_view()}
            </dl>
        </section>
    }
}

/// Takes the upload, a piece at a time, and starts the job.
#[server(prefix = "/forms", endpoint = "consents-import", input = MultipartFormData)]
pub async fn import_consents(data: MultipartData) -> Result<(), ServerFnError> {
    let mut post = FormPost::on(paths::consents_import());
    let (outcome, texts) = import(&post.request, data).await;
    for field in TERMS.into_iter().chain(["dry_run"]) {
        post = post.typed(field, texts.get(field).map_or("", String::as_str));
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
            let [kind, source, given_at, expires_at, proof] = TERMS.map(|name| brought.text(name));
            let usual = TermsDraft { kind, source, given_at, expires_at, proof };
            let (dry_run, texts) = (brought.has("dry_run"), brought.texts.clone());
            let started = async {
                let scope = request.scope()?;
                let job = engine::consent::import(&request.engine, scope, &usual, dry_run, &brought.name, brought.file);
                Ok(job.await?)
            };
            (started.await, texts)
        }
    }
}
