//! What came of a job that made or read a file: where it is fetched, its figures, and what to do next.

use crate::components::figure::{count, grouped, size};
use crate::components::icon::Icon;
use crate::components::moment::exact;
use crate::paths;
use crate::request::{Request, Stop};
use domain::filter::{Companies, Contacts, Deals, Filter, Leads, Numbers, Schema};
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
        Some(
            JobKind::ExportNumbers
            | JobKind::ExportRecords
            | JobKind::ImportNumbers
            | JobKind::ImportRecords
            | JobKind::ImportConsents
            | JobKind::ImportDoNotCall,
        ),
        JobState::Done,
    ) = (kind, detail.progress.state)
    else {
        return Ok(().into_any());
    };
    let (scope, id) = (request.scope()?, detail.progress.id);
    let files = engine::file::list(&request.engine, scope, Some(id), None, PageSize::default()).await?;
    let file = files.rows.into_iter().next();
    Ok(match (kind, &detail.outcome) {
        (Some(JobKind::ExportNumbers), _) => {
            exported(file, "All numbers of the project", conditions::<Numbers>(&detail.params))
        }
        (Some(JobKind::ExportRecords), _) => {
            let conditions = match detail.params["kind"].as_str() {
                Some("company") => conditions::<Companies>(&detail.params),
                Some("lead") => conditions::<Leads>(&detail.params),
                Some("deal") => conditions::<Deals>(&detail.params),
                _ => conditions::<Contacts>(&detail.params),
            };
            exported(file, "All of them", conditions)
        }
        (_, Some(outcome)) => imported(file, outcome, detail, may_act),
        _ => ().into_any(),
    })
}

/// What an export was asked for, in words.
fn conditions<S: Schema>(params: &Value) -> Vec<String> {
    let filter = params["filter"].as_str().and_then(|filter| Filter::<S>::parse_query(filter).ok());
    filter.iter().flat_map(Filter::conditions).map(ToString::to_string).collect()
}

fn exported(file: Option<MadeFile>, all: &'static str, conditions: Vec<String>) -> AnyView {
    let Some(file) = file else {
        return view! { <section class="surface p-4"><p class="muted">"The file is not kept any more, or is not yours to fetch. Export again."</p></section> }
            .into_any();
    };
    let which = if conditions.is_empty() { all.to_owned() } else { conditions.join(" · ") };
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
    let now = (dry && may_act).then(|| import_tried(detail.progress.id.to_string()));
    let updated = (outcome["updated"].as_i64().unwrap_or(0) > 0).then(|| {
        view! { <dt>{if dry { "Would be updated" } else { "Updated" }}</dt><dd class="figures">{figure("updated")}</dd> }
    });
    view! {
        <section class="surface" aria-label=title>
            <div class="flex flex-wrap items-center justify-between gap-3 border-b hairline px-4 py-3">
                <h2>{title}</h2>
                <div class="flex flex-wrap gap-2">{fetch}{now}</div>
            </div>
            <dl class="facts p-4">
                <dt>{if dry { "Would be imported" } else { "Imported" }}</dt><dd class="figures">{figure("imported")}</dd>
                {updated}
                <dt>"There already"</dt><dd class="figures">{figure("duplicates_skipped")}</dd>
                <dt>"Rejected"</dt><dd class="figures">{figure("total_errors")}</dd>
                {kept.map(|until| view! { <dt>"Their file is kept until"</dt><dd class="figures">{until}</dd> })}
            </dl>
            {(errors > 0).then(|| view! { <p class="muted border-t hairline px-4 py-3 text-pretty">"Mend the rejected rows in their file, and import that file: the columns that say where and why are left alone."</p> })}
        </section>
    }
    .into_any()
}

/// The import that was tried, in the same way.
fn import_tried(id: String) -> AnyView {
    view! {
        <form method="post" action=paths::form("list-import-tried")>
            <input type="hidden" name="id" value=id/>
            <button class="btn btn-primary" type="submit"><Icon name="upload"/>"Import it now"</button>
        </form>
    }
    .into_any()
}
