//! A project at a glance: what it is for, how far it is, what works on it.

use crate::components::badge::{Badge, Face};
use crate::components::empty::Empty;
use crate::components::figure::grouped;
use crate::components::icon::Icon;
use crate::components::moment::{Ago, Exact};
use crate::components::stat::Stat;
use crate::components::table::{Head, Table};
use crate::pages::job_line::{job_heads, job_lines};
use crate::pages::numbers::list::capital;
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::Request;
use domain::Right;
use domain::filter::{Filter, Jobs, ListQuery};
use domain::id::ProjectId;
use domain::page::PageSize;
use domain::project::Project;
use engine::project::Analytics;
use leptos::prelude::*;
use time::OffsetDateTime;

/// The newest jobs that are shown; the list has all.
const JOBS: u64 = 5;

/// One project.
#[component]
pub fn ProjectShow() -> impl IntoView {
    let id = id_in_path::<ProjectId>("id");
    page(|request: Request| async move {
        let (engine, scope, id) = (&request.engine, request.scope()?, id?);
        let project = engine::project::get(engine, scope, id).await?;
        let analytics = engine::project::analytics(engine, scope, id).await?;
        let query = ListQuery::<Jobs> {
            filter: Filter::parse([("project", id.to_string())])?,
            page_size: PageSize::clamped(JOBS),
            ..ListQuery::default()
        };
        let jobs = engine::job::list(engine, scope, &query).await?.rows;
        let lines = (!jobs.is_empty()).then(|| job_lines(engine, jobs, request.now));
        let may_act = scope.may(Right::ChangeNumbers);
        let face = Face::of_project(&project.status, project.archived_at.is_some());
        let (title, line) = (project.name.clone(), project.description.clone());
        let actions = actions(&project, may_act);
        Ok(Sheet::new(title, Place::Projects, content(project, analytics, lines, request.now))
            .beneath_page("Projects", paths::projects())
            .beside(view! { <Badge face=face/> })
            .line(line)
            .actions(true, || actions))
    })
}

fn actions(project: &Project, may_act: bool) -> AnyView {
    let id = project.id;
    let archived = project.archived_at.is_some();
    let (word, icon) = if archived { ("Unarchive", "archive-restore") } else { ("Archive", "archive") };
    view! {
        {may_act.then(|| view! {
            <a class="btn" href=paths::project_delete(id)><Icon name="trash-2"/>"Delete"</a>
            <form method="post" action=paths::form("project-archive")>
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="archive" value=if archived { "false" } else { "true" }/>
                <button class="btn" type="submit"><Icon name=icon/>{word}</button>
            </form>
            <a class="btn" href=paths::project_edit(id)><Icon name="pencil"/>"Edit"</a>
        })}
        <a class="btn btn-primary" href=paths::project(id)><Icon name="hash"/>"See the numbers"</a>
    }
    .into_any()
}

fn content(project: Project, analytics: Analytics, jobs: Option<AnyView>, now: OffsetDateTime) -> AnyView {
    let id = project.id;
    let numbers = &analytics.numbers;
    let of = |filter: &str| format!("{}?{filter}", paths::project(id));
    let open = analytics.jobs(|state| !state.is_ended());
    view! {
        <div class="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
            <div class="flex min-w-0 flex-col gap-6">
                {project.target_phone_count.map(|target| progress(numbers.total, target))}
                <div class="stats">
                    <Stat label="Numbers" figure=grouped(numbers.total) href=paths::project(id) note="generated and imported"/>
                    <Stat label="Valid" figure=grouped(numbers.valid) href=of("valid=true") note="in an assigned code"/>
                    <Stat label="Invalid" figure=grouped(numbers.invalid) href=of("valid=false") note="in none"/>
                    <Stat label="Jobs under way" figure=grouped(open) href=paths::jobs_of_project(id) note="running or waiting"/>
                </div>
                <section class="surface">
                    <header class="flex items-center justify-between px-3 py-3">
                        <h2>"Latest jobs"</h2>
                        <a class="text-link text-xs" href=paths::all_jobs_of_project(id)>"All its jobs"</a>
                    </header>
                    <div class="border-t hairline">
                        {match jobs {
                            Some(lines) => view! { <Table label="Latest jobs".to_owned() head=job_heads(Head::text("Made"))>{lines}</Table> }.into_any(),
                            None => view! { <Empty icon="layers" title="No jobs yet" text="Generating numbers into this project runs as a job; it appears here with its progress."/> }.into_any(),
                        }}
                    </div>
                </section>
            </div>
            {facts(project, now)}
        </div>
    }
    .into_any()
}

fn progress(total: u64, target: u64) -> impl IntoView {
    let percent = (total as f64 / target as f64 * 100.0).min(100.0).floor();
    let left = target.saturating_sub(total);
    let note = match left {
        0 => "The target is reached.".to_owned(),
        1 => "1 number to go.".to_owned(),
        left => format!("{} numbers to go.", grouped(left)),
    };
    view! {
        <section class="surface p-4" aria-labelledby="target-title">
            <div class="flex flex-wrap items-baseline justify-between gap-2">
                <h2 id="target-title" class="flex items-center gap-2"><Icon name="target"/>"Target"</h2>
                <p class="figures"><b class="font-semibold">{grouped(total)}</b><span class="muted">{format!(" of {} · {percent} %", grouped(target))}</span></p>
            </div>
            <progress class="progress mt-3 w-full tone-info" max="100" value=percent.to_string() aria-labelledby="target-title"></progress>
            <p class="muted mt-2 text-xs">{note}</p>
        </section>
    }
}

fn facts(project: Project, now: OffsetDateTime) -> impl IntoView {
    let dates = match (project.start_date, project.end_date) {
        (None, None) => "–".to_owned(),
        (Some(start), None) => format!("from {start}"),
        (None, Some(end)) => format!("to {end}"),
        (Some(start), Some(end)) => format!("{start} to {end}"),
    };
    view! {
        <aside class="surface p-4" aria-label="Facts">
            <h2 class="mb-3">"Facts"</h2>
            <dl class="facts">
                <dt>"Status"</dt><dd><Badge face=Face::of_project(&project.status, false)/></dd>
                <dt>"Priority"</dt><dd>{capital(&project.priority)}</dd>
                <dt>"Dates"</dt><dd class="figures">{dates}</dd>
                <dt>"Made"</dt><dd><Ago at=project.created_at now=now/><br/><span class="text-xs muted"><Exact at=project.created_at/></span></dd>
                <dt>"Changed"</dt><dd><Ago at=project.updated_at now=now/></dd>
                {project.archived_at.map(|at| view! { <dt>"Archived"</dt><dd><Ago at=at now=now/></dd> })}
                <dt>"Id"</dt><dd class="mono text-xs">{project.id.to_string()}</dd>
            </dl>
        </aside>
    }
}
