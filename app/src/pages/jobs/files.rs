//! What came of a job that made or read a file: where it is fetched, its figures, and what to do next.

use crate::components::figure::{count, grouped, size};
use crate::components::icon::Icon;
use crate::components::moment::exact;
use crate::paths;
use crate::request::{Request, Stop};
use domain::filter::{Filter, Numbers};
use domain::job::{JobKind, JobState};
use domain::page::PageSize;
use engine::file::MadeFile;
use engine::job::JobDetail;
use leptos::prelude::*;
use serde_json::Value;

/// The card of an export or an import that is done; nothing for other jobs.
pub(super) async fn card(request: &Request, detail: &JobDetail, may_act: bool) -> Result<AnyView, Stop> {
    let kind = detail.progress.kind;
    let (
        Some(JobKind::ExportNumbers | JobKind::ImportNumbers | JobKind::ImportConsents | JobKind::ImportDoNotCall),
        JobState::Done,
    ) = (kind, detail.progress.state)
    else {
        return Ok(().into_any());
    };
    let (scope, id) = (request.scope()?, detail.progress.id);
    let files = engine::file::list(&request.engine, scope, Some(id), None, PageSize::default()).await?;
    let file = files.rows.into_iter().next();
    Ok(match (kind, &detail.outcome) {
        (Some(JobKind::ExportNumbers), _) => exported(file, &detail.params),
        (_, Some(outcome)) => imported(file, outcome, detail, may_act),
        _ => ().into_any(),
    })
}

fn exported(file: Option<MadeFile>, params: &Value) -> AnyView {
    let Some(file) = file else {
        return view! { <section class="surface p-4"><p class="muted">"The file is not kept any more. Export the numbers again."</p></section> }
            .into_any();
    };
    let filter = params["filter"].as_str().and_then(|filter| Filter::<Numbers>::parse_query(filter).ok());
    let conditions: Vec<String> = filter.iter().flat_map(Filter::conditions).map(ToString::to_string).collect();
    let which = if conditions.is_empty() { "All numbers of the project".to_owned() } else { conditions.join(" · ") };
    view! {
        <section class="surface" aria-label="The file">
            <div class="flex flex-wrap items-center justify-between gap-3 border-b hairline px-4 py-3">
                <h2 class="min-w-0 wrap-anywhere">{file.name.clone()}</h2>
                {fetch(&file, "Download")}
            </div>
            <dl class="facts p-4">
                <dt>"Rows"</dt><dd class="figures">{grouped(file.rows)}</dd>
                <dt>"Size"</dt><dd class="figures">{size(file.size)}</dd>
                <dt>"Which"</dt><dd class="wrap-anywhere">{which}</dd>
                <dt>"SHA-256"</dt><dd class="mono text-xs wrap-anywhere">{file.sha256.clone()}</dd>
                <dt>"Kept until"</dt><dd class="figures">{exact(file.expires_at)}</dd>
            </dl>
        </section>
    }
    .into_any()
}

fn fetch(file: &MadeFile, label: &'static str) -> AnyView {
    let href = format!("/files/{}", file.id);
    view! { <a class="btn btn-primary" href=href download=true><Icon name="download"/>{label}</a> }.into_any()
}

fn imported(rejects: Option<MadeFile>, outcome: &Value, detail: &JobDetail, may_act: bool) -> AnyView {
    let figure = |name: &str| count(outcome[name].as_i64().unwrap_or(0));
    let dry = outcome["dry_run"] == true;
    let errors = outcome["total_errors"].as_i64().unwrap_or(0);
    let title = if dry { "What would come of it" } else { "What came of it" };
    let kept = rejects.as_ref().map(|file| exact(file.expires_at));
    let fetch = rejects.map(|file| {
        let href = format!("/files/{}", file.id);
        view! { <a class="btn" href=href download=true><Icon name="download"/>"Download the rejected rows"</a> }
    });
    let now = (dry && may_act).then(|| match detail.progress.kind {
        Some(JobKind::ImportNumbers) => import_now(&detail.params),
        _ => import_tried(detail.progress.id.to_string()),
    });
    view! {
        <section class="surface" aria-label=title>
            <div class="flex flex-wrap items-center justify-between gap-3 border-b hairline px-4 py-3">
                <h2>{title}</h2>
                <div class="flex flex-wrap gap-2">{fetch}{now}</div>
            </div>
            <dl class="facts p-4">
                <dt>{if dry { "Would be imported" } else { "Imported" }}</dt><dd class="figures">{figure("imported")}</dd>
                <dt>"There already"</dt><dd class="figures">{figure("duplicates_skipped")}</dd>
                <dt>"Rejected"</dt><dd class="figures">{figure("total_errors")}</dd>
                {kept.map(|until| view! { <dt>"Their file is kept until"</dt><dd class="figures">{until}</dd> })}
            </dl>
            {(errors > 0).then(|| view! { <p class="muted border-t hairline px-4 py-3 text-pretty">"Mend the rejected rows in their file, and import that file: the columns that say where and why are left alone."</p> })}
        </section>
    }
    .into_any()
}

/// The import that was tried, with the same columns.
fn import_now(params: &Value) -> AnyView {
    let text = |name: &str| match &params[name] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let fields = [
        ("project_id", text("project")),
        ("file", text("file")),
        ("format", text("format")),
        ("mapping", text("mapping")),
        ("validate", text("validate")),
        ("act", "import".to_owned()),
    ];
    view! {
        <form method="post" action=paths::form("numbers-import")>
            {fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
            <button class="btn btn-primary" type="submit"><Icon name="upload"/>"Import it now"</button>
        </form>
    }
    .into_any()
}

/// The import of consents or of do-not-call numbers that was tried.
fn import_tried(id: String) -> AnyView {
    view! {
        <form method="post" action=paths::form("list-import-tried")>
            <input type="hidden" name="id" value=id/>
            <button class="btn btn-primary" type="submit"><Icon name="upload"/>"Import it now"</button>
        </form>
    }
    .into_any()
}
