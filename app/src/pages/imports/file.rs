//! A file that was brought: its first rows, which column is what, and the post that tries or imports it.

use super::What;
use super::columns::{Chosen, acts, choices, fields, gone, proposed, read_as, rows, unreadable};
use super::options::Options;
use crate::components::badge::Tone;
use crate::components::field::Typed;
use crate::components::figure::size;
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::dialling::consents::fields::TERMS;
use crate::pages::{Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::consent::TermsDraft;
use domain::filter::parse_pairs;
use domain::id::{FileId, JobId};
use domain::table_file::{FileFormat, Preview};
use engine::import::ImportDraft;
use leptos::prelude::*;

/// The preview with the columns.
#[component]
pub fn ListFile() -> impl IntoView {
    let file = id_in_path::<FileId>("file");
    page(|request: Request| async move {
        let (scope, file) = (request.scope()?, file?);
        let what = What::asked(&request.query)?;
        what.may(&request)?;
        let pairs = parse_pairs(&request.query);
        let format = pairs.iter().find(|(key, _)| key == "format").and_then(|(_, word)| FileFormat::from_word(word));
        let format = format.filter(|format| FileFormat::IMPORTED.contains(format));
        let found = engine::import::preview(&request.engine, scope, &what.target(), file, format).await;
        let upload = paths::list_import(&what.word());
        let (title, line, content) = match found {
            Ok(found) => {
                let typed = refused(&request).await?;
                let at = format!("{}&", paths::list_import_file(&what.word(), file));
                let read_as = read_as(&at, found.format);
                let form = match &found.preview {
                    Ok(preview) => form(what, file, found.format, preview, &typed).into_any(),
                    Err(why) => unreadable(upload.clone(), &why.to_string()),
                };
                let line = format!("{}, read as {}.", size(found.size), found.format.title());
                (
                    found.name,
                    line,
                    view! { <div class="flex max-w-5xl flex-col gap-6">{read_as}{form}</div> }.into_any(),
                )
            }
            Err(engine::Error::NotFound) => (what.title(), String::new(), gone(upload.clone())),
            Err(other) => return Err(other.into()),
        };
        let sheet = what.beneath(Sheet::new(title, what.place(), content)).beneath_page(what.title(), upload);
        Ok(if line.is_empty() { sheet } else { sheet.line(line) })
    })
}

fn form(what: What, file: FileId, format: FileFormat, preview: &Preview, typed: &Typed) -> impl IntoView + use<> {
    let shape = what.target().shape();
    let mut shown = fields(&shape);
    shown.extend(what.options().iter().map(|name| (*name).to_owned()));
    let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
    let elsewhere = typed.elsewhere(&shown);
    let typed = proposed(typed, &shape, preview);
    view! {
        <form class="surface" method="post" action=paths::form("list-import")>
            <input type="hidden" name="what" value=what.word()/>
            <input type="hidden" name="file" value=file.to_string()/>
            <input type="hidden" name="format" value=format.as_str()/>
            {(!elsewhere.is_empty()).then(|| view! { <div class="p-4 pb-0"><Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice></div> })}
            {choices(&shape, &what.known(), preview, &typed)}
            <div class="border-t hairline">{rows(preview)}</div>
            <div class="flex flex-col gap-4 border-t hairline p-4">{what.fields(&typed)}</div>
            {acts(paths::list_import(&what.word()))}
        </form>
    }
}

/// Starts the job.
#[server(prefix = "/forms", endpoint = "list-import")]
#[allow(clippy::too_many_arguments, reason = "a form's fields are a server function's arguments")]
pub async fn import_list(
    #[server(default)] what: String,
    #[server(default)] file: String,
    #[server(default)] format: String,
    #[server(default)] header: String,
    #[server(default)] columns: Vec<String>,
    #[server(default)] duplicates: String,
    #[server(default)] note: String,
    #[server(default)] kind: String,
    #[server(default)] source: String,
    #[server(default)] given_at: String,
    #[server(default)] expires_at: String,
    #[server(default)] proof: String,
    #[server(default)] act: String,
) -> Result<(), ServerFnError> {
    // A file that is none leads to its page, which says so.
    let file = FileId(file.parse().unwrap_or_default());
    let page = format!("{}&format={}", paths::list_import_file(&what, file), paths::query_value(&format));
    let mut post = FormPost::on(page).typed("duplicates", &duplicates).typed("note", &note);
    for (field, value) in TERMS.into_iter().zip([&kind, &source, &given_at, &expires_at, &proof]) {
        post = post.typed(field, value);
    }
    let chosen = Chosen { format, header, columns };
    let what = What::of_word(&what);
    if let Some(what) = what {
        for (field, value) in chosen.typed(&what.target().shape()) {
            post = post.typed(&field, value);
        }
    }
    let terms = TermsDraft { kind, source, given_at, expires_at, proof };
    let options = Options { duplicates, note, terms };
    let outcome = start(&post.request, what, file, &chosen, &options, act != "import").await;
    post.finish(outcome, |job| Done::at(paths::job(job))).await
}

async fn start(
    request: &Request,
    what: Option<What>,
    file: FileId,
    chosen: &Chosen,
    options: &Options,
    dry_run: bool,
) -> Result<JobId, Stop> {
    let scope = request.scope()?;
    let what = what.ok_or(engine::Error::NotFound)?;
    // Before the columns, so that who may not is told that.
    what.may(request)?;
    let (needed, missing) = what.needed();
    let read = chosen.read(&what.target().shape(), &needed, missing);
    let target = what.with(options);
    let (format, mapping, target) = match (read, target) {
        (Ok((format, mapping)), Ok(target)) => (format, mapping, target),
        (Err(mut errors), Err(others)) => {
            errors.merge(others);
            return Err(errors.into());
        }
        (Err(errors), Ok(_)) | (Ok(_), Err(errors)) => return Err(errors.into()),
    };
    let draft = ImportDraft { file, format: Some(format), mapping: Some(mapping), dry_run, target };
    Ok(engine::import::import(&request.engine, scope, &draft).await?)
}
