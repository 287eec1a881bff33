//! Bringing a file.

use super::What;
use super::brought::brought;
use crate::components::badge::Tone;
use crate::components::field::{Field, Typed};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::call::Field as CallField;
use domain::crm::ImportColumn;
use domain::id::FileId;
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// The upload form.
#[component]
pub fn ListUpload() -> impl IntoView {
    page(|request: Request| async move {
        request.scope()?;
        let what = What::asked(&request.query)?;
        what.may(&request)?;
        let typed = refused(&request).await?;
        let sheet = Sheet::new(what.title(), what.place(), form(what, &typed));
        Ok(what
            .beneath(sheet)
            .line("You say which column is what, try it without storing anything, and import it then."))
    })
}

fn form(what: What, typed: &Typed) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&["file"]);
    let errors = typed.errors("file").to_vec();
    view! {
        <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,34rem)_minmax(18rem,24rem)]">
            <form class="surface" method="post" action=paths::form("list-upload") enctype="multipart/form-data">
                // Before the file, so that what it is for is known when its first byte comes.
                <input type="hidden" name="what" value=what.word()/>
                <div class="flex flex-col gap-4 p-4">
                    {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                    <Field name="file" label="File" errors=errors.clone() help="CSV, text, JSON or NDJSON, of any size.">
                        <input class="file-input" id="file" name="file" type="file" required=true accept=".csv,.txt,.tsv,.json,.ndjson,.jsonl"
                            aria-invalid=(!errors.is_empty()).then_some("true") aria-describedby=if errors.is_empty() { "file-help" } else { "file-error" }/>
                    </Field>
                </div>
                <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                    <button class="btn btn-primary" type="submit"><Icon name="upload"/>"Upload and look at it"</button>
                    <a class="btn btn-ghost" href=what.back()>"Cancel"</a>
                    <p class="muted text-xs">"Nothing is imported yet."</p>
                </div>
            </form>
            {columns(what)}
        </div>
    }
}

fn columns(what: What) -> impl IntoView {
    let known: Vec<(String, &'static str)> = match what {
        What::Records(kind) => {
            let column = |column: ImportColumn| (column.names()[0].to_owned(), column.label());
            ImportColumn::of(kind).into_iter().map(column).collect()
        }
        What::Calls => CallField::ALL.into_iter().map(|field| (field.name().to_owned(), field.label())).collect(),
        What::Consents => [
            ("phone_number", "The number, however it is written. A file of numbers alone needs no header."),
            ("kind", "written, oral, web form, existing customer or own test line."),
            ("source", "Where the consent comes from."),
            ("given_at", "A time or a day; without one it is given now."),
            ("expires_at", "A time or a day, at the end of which it ends."),
            ("proof", "What proves it."),
        ]
        .map(|(name, text)| (name.to_owned(), text))
        .to_vec(),
        What::DoNotCall(_) => [
            ("phone_number", "The number, however it is written. A file of numbers alone needs no header."),
            ("note", "Why it is not called."),
        ]
        .map(|(name, text)| (name.to_owned(), text))
        .to_vec(),
    };
    view! {
        <section class="surface p-4" aria-label="Columns">
            <h2>"Columns"</h2>
            <p class="muted mt-1 text-pretty">"Known by these names in the first row, in any order; others you choose on the next page."</p>
            <dl class="facts mt-3">
                {known.into_iter().map(|(name, text)| view! { <dt class="mono">{name}</dt><dd class="muted text-pretty">{text}</dd> }).collect_view()}
            </dl>
        </section>
    }
}

/// Takes the upload, a piece at a time.
#[server(prefix = "/forms", endpoint = "list-upload", input = MultipartFormData)]
pub async fn upload_list(data: MultipartData) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::list_import(&What::Records(domain::crm::Kind::Contact).word()));
    let (word, outcome) = upload(&post.request, data).await;
    let post = post.of_page(paths::list_import(&word));
    post.finish(outcome, |file| Done::at(paths::list_import_file(&word, file))).await
}

/// Stores the file; the part before it says what it is for.
async fn upload(request: &Request, data: MultipartData) -> (String, Result<FileId, Stop>) {
    if let Err(stop) = request.scope() {
        return (String::new(), Err(stop));
    }
    match brought(data).await {
        Err((stop, texts)) => (texts.get("what").cloned().unwrap_or_default(), Err(stop)),
        Ok(brought) => {
            let word = brought.text("what");
            let stored = async {
                let target = What::of_word(&word).ok_or(engine::Error::NotFound)?.target();
                let stored =
                    engine::import::upload(&request.engine, request.scope()?, &target, &brought.name, brought.file);
                Ok(stored.await?)
            };
            (word.clone(), stored.await)
        }
    }
}
