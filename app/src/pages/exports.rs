//! The files that jobs made: exports, and rows that imports did not take; the newest first.

use crate::components::empty::Empty;
use crate::components::figure::{grouped, size};
use crate::components::moment::{Ago, day};
use crate::components::pager::NewerOlder;
use crate::components::table::{Head, Table};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::filter::parse_pairs;
use domain::page::{Cursor, Page, PageSize};
use engine::file::MadeFile;
use leptos::prelude::*;
use time::OffsetDateTime;

/// The tenant's files, with what is in them and how long they are kept.
#[component]
pub fn ExportList() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let cursor = parse_pairs(&request.query).into_iter().find(|(key, _)| key == "cursor").map(|(_, at)| Cursor(at));
        let files = engine::file::list(&request.engine, scope, None, cursor.as_ref(), PageSize::default()).await?;
        Ok(Sheet::new("Exports", Place::Exports, content(files, request.now)).line(
            "Files that jobs made: exported numbers and contacts, and rows that an import did not take. Nobody outside your company can fetch them.",
        ))
    })
}

fn content(page: Page<MadeFile>, now: OffsetDateTime) -> AnyView {
    if page.rows.is_empty() && page.previous.is_none() {
        return view! {
            <div class="surface">
                <Empty icon="download" title="No files" text="Open a project or a list of contacts, filter it, and choose Export. The file is here when its job is done, and for as long as files are kept.">
                    <a class="btn" href=paths::projects()>"See the projects"</a>
                </Empty>
            </div>
        }
        .into_any();
    }
    let here = paths::exports();
    let head = vec![
        Head::text("File"),
        Head::text("Project").class("hidden @2xl:table-cell"),
        Head::figures("Rows"),
        Head::figures("Size").class("hidden @lg:table-cell"),
        Head::text("Made").class("hidden @3xl:table-cell"),
        Head::text("Kept until"),
    ];
    view! {
        <div class="surface">
            <Table label="Files".to_owned() head=head>{page.rows.into_iter().map(|file| line(file, now)).collect_view()}</Table>
            <NewerOlder list=here previous=page.previous next=page.next/>
        </div>
    }
    .into_any()
}

fn line(file: MadeFile, now: OffsetDateTime) -> impl IntoView {
    let what = if file.is_rejects { "Rejected rows" } else { "Export" };
    let by = file.made_by.map_or_else(|| what.to_owned(), |name| format!("{what} · {name}"));
    let project = match (file.project, file.project_name) {
        (Some(id), Some(name)) => view! { <a class="quiet-link" href=paths::project(id)>{name}</a> }.into_any(),
        _ => "–".into_any(),
    };
    let href = format!("/files/{}", file.id);
    view! {
        <tr>
            <td class="w-full max-w-0 min-w-44">
                <a class="text-link block truncate font-medium" href=href download=true title=file.name.clone()>{file.name.clone()}</a>
                <span class="block truncate text-xs muted">
                    {by}
                    {file.job.map(|job| view! { " · " <a class="text-link" href=paths::job(job)>"its job"</a> })}
                </span>
                <span class="flex gap-1.5 text-xs muted"><span class="shrink-0">"SHA-256"</span><code class="min-w-0 truncate select-all" title=file.sha256.clone()>{file.sha256.clone()}</code></span>
            </td>
            <td class="hidden @2xl:table-cell"><span class="block max-w-56 truncate">{project}</span></td>
            <td class="num">{grouped(file.rows)}</td>
            <td class="num hidden @lg:table-cell whitespace-nowrap">{size(file.size)}</td>
            <td class="hidden @3xl:table-cell muted whitespace-nowrap"><Ago at=file.created_at now=now/></td>
            <td class="muted whitespace-nowrap">{day(file.expires_at)}</td>
        </tr>
    }
}
