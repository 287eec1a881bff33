//! Bringing a file of rules, or writing them: a draft, which changes nothing yet.

use super::version::drafted;
use crate::components::badge::Tone;
use crate::components::field::{Choice, Field, SelectField};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::text_area::TextArea;
use crate::forms::{FormPost, refused};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::calling_rule::{COLUMNS, FILE_MAX, RuleKind};
use engine::calling_rule::{Drafted, Manner};
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// What is written in the form is kept up to so many bytes when it is refused; a file is there to be brought again.
const KEPT: usize = 64 * 1024;

/// The form; for platform admins alone.
#[component]
pub fn CallingRulesImport() -> impl IntoView {
    page(|request: Request| async move {
        may(&request)?;
        let typed = refused(&request).await?;
        let head = COLUMNS.join(",");
        let typed = typed.or("text", "").or("manner", "add");
        let upload = typed.field("upload");
        let elsewhere = typed.elsewhere(&["upload", "text", "manner"]);
        let manners = vec![
            Choice::new("add", "Add to the rules in force; the same id replaces"),
            Choice::new("replace", "Take the place of all rules in force"),
        ];
        let content = view! {
            <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,44rem)_minmax(18rem,24rem)]">
                <form class="surface" method="post" action=paths::form("calling-rules-draft") enctype="multipart/form-data">
                    <div class="flex flex-col gap-4 p-4">
                        {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                        <SelectField at=typed.field("manner") label="What becomes of the rules in force" choices=manners/>
                        <Field name="upload" label="File" errors=upload.errors.clone() optional=true help="CSV, at most 2 MB.">
                            <input class="file-input" id="upload" name="upload" type="file" accept=".csv,.txt"
                                aria-invalid=(!upload.errors.is_empty()).then_some("true")/>
                        </Field>
                        <TextArea at=typed.field("text") label="Or write them here" rows=12 code=true optional=true help=format!("The first line names the columns: {head}")/>
                    </div>
                    <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                        <button class="btn btn-primary" type="submit"><Icon name="arrow-right"/>"See what it changes"</button>
                        <a class="btn btn-ghost" href=paths::calling_rules()>"Cancel"</a>
                        <p class="muted text-xs">"Nothing counts before you put it in force."</p>
                    </div>
                </form>
                {columns()}
            </div>
        };
        Ok(Sheet::new("Change the calling rules", Place::Campaigns, content)
            .wide()
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page("Calling rules", paths::calling_rules())
            .line("A rule without a source is refused: name the law and its paragraph, so that others can look it up."))
    })
}

fn may(request: &Request) -> Result<(), Stop> {
    if request.scope()?.is_platform_admin() {
        return Ok(());
    }
    let text = "Changing the calling rules takes a platform admin: they count for every company.";
    Err(engine::Error::Denied(text.to_owned()).into())
}

fn columns() -> impl IntoView {
    let kinds = [
        (
            RuleKind::Hours,
            "08:00-21:00, or by day: mon-fri 08:00-21:00; sat 10:00-18:00. On a day that is not named nobody is called.",
        ),
        (RuleKind::Holiday, "2026-11-26, or 12-25 for every year. Holidays add up."),
        (RuleKind::Attempts24h, "Calls to a number in any 24 hours: 3"),
        (RuleKind::AbandonedShare30d, "A share from 0 to 1: 0.03"),
        (RuleKind::MinRingSeconds, "Seconds: 15"),
        (RuleKind::InternalDncDays, "Business days: 10"),
    ];
    view! {
        <section class="surface p-4" aria-label="What the columns hold">
            <h2>"What the columns hold"</h2>
            <dl class="mt-3 flex flex-col gap-3">
                <div><dt class="font-medium mono">"jurisdiction"</dt><dd class="muted text-pretty">"US, or a part of it: US-FL, CA-ON."</dd></div>
                <div><dt class="font-medium mono">"effective_from"</dt><dd class="muted text-pretty">"The first local day on which it counts: 2026-11-26. A later rule of the same jurisdiction and kind takes its place from its own day on."</dd></div>
                {kinds.map(|(kind, text)| view! {
                    <div><dt class="font-medium mono">{["kind ", kind.as_str()].concat()}</dt><dd class="muted text-pretty">{text}</dd></div>
                }).collect_view()}
                <div><dt class="font-medium mono">"value none"</dt><dd class="muted text-pretty">"Somebody looked, and there the law has no such rule: what is known of elsewhere does not count."</dd></div>
            </dl>
        </section>
    }
}

/// What the form holds.
#[derive(Default)]
struct Brought {
    text: String,
    upload: Option<String>,
    replace: bool,
}

/// Takes the form and drafts a version.
#[server(prefix = "/forms", endpoint = "calling-rules-draft", input = MultipartFormData)]
pub async fn draft_calling_rules(data: MultipartData) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::calling_rules_import());
    let brought = match may(&post.request) {
        Ok(()) => read(data).await,
        Err(stop) => Err(stop),
    };
    let (post, outcome) = match brought {
        Err(stop) => (post, Err(stop)),
        Ok(brought) => {
            let kept = if brought.text.len() <= KEPT { brought.text.as_str() } else { "" };
            let manner = if brought.replace { "replace" } else { "add" };
            let post = post.typed("text", kept).typed("manner", manner);
            let outcome = draft(&post.request, &brought).await;
            (post, outcome)
        }
    };
    post.finish(outcome, drafted).await
}

async fn read(data: MultipartData) -> Result<Brought, Stop> {
    let broken = || Stop::from(FieldErrors::one("upload", "The upload broke off. Nothing was drafted."));
    let mut form = data.into_inner().ok_or_else(broken)?;
    let mut brought = Brought::default();
    while let Some(mut part) = form.next_field().await.map_err(|_| broken())? {
        let name = part.name().unwrap_or_default().to_owned();
        let chosen = part.file_name().is_none_or(|file| !file.is_empty());
        let mut bytes = Vec::new();
        while let Some(piece) = part.chunk().await.map_err(|_| broken())? {
            if bytes.len() + piece.len() > FILE_MAX {
                let field = if name == "upload" { "upload" } else { "text" };
                return Err(FieldErrors::one(field, "A file of rules has at most 2 MB.").into());
            }
            bytes.extend_from_slice(&piece);
        }
        // A sign of the source that was guessed would stand in the law.
        let text = String::from_utf8(bytes).map_err(|_| {
            let text = "This is not UTF-8. In a spreadsheet choose “CSV UTF-8” when saving.";
            Stop::from(FieldErrors::one(if name == "upload" { "upload" } else { "text" }, text))
        })?;
        match name.as_str() {
            "upload" if chosen && !text.is_empty() => brought.upload = Some(text),
            "text" => brought.text = text.replace("\r\n", "\n"),
            "manner" => brought.replace = text == "replace",
            _ => {}
        }
    }
    Ok(brought)
}

async fn draft(request: &Request, brought: &Brought) -> Result<Drafted, Stop> {
    let manner = if brought.replace { Manner::Replace } else { Manner::Add };
    let (field, text) = match &brought.upload {
        Some(file) => ("upload", file),
        None if brought.text.trim().is_empty() => {
            return Err(FieldErrors::one("upload", "Choose a file, or write rules below.").into());
        }
        None => ("text", &brought.text),
    };
    let drafted = engine::calling_rule::draft(&request.engine, request.scope()?, text, manner).await;
    drafted.map_err(|error| match error {
        engine::Error::Invalid(faults) => {
            let mut errors = FieldErrors::new();
            for text in faults.at("file") {
                errors.add(field, text.clone());
            }
            errors.into()
        }
        error => error.into(),
    })
}
