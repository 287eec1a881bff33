//! The dashboard: figures, running work, and what to do next. Nothing on it that isn't a link.

use crate::components::count::honest;
use crate::components::empty::Empty;
use crate::components::figure::grouped;
use crate::components::icon::Icon;
use crate::components::moment::Ago;
use crate::components::stat::Stat;
use crate::components::table::{Head, Table};
use crate::pages::job_line::{job_heads, job_lines};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::filter::{Filter, Jobs, ListQuery, Projects};
use domain::id::ProjectId;
use domain::job::JobProgress;
use domain::page::{Count, PageSize};
use engine::Engine;
use engine::prefix::PrefixTable;
use engine::project::ProjectLine;
use leptos::prelude::*;
use time::OffsetDateTime;

/// How many of the newest things are shown.
const SHOWN: u64 = 6;

/// What the dashboard shows.
struct Overview {
    projects: Vec<ProjectLine>,
    project_count: Count,
    jobs: Vec<JobProgress>,
    running: Count,
    failed: Count,
    campaigns: Count,
    dead_letters: Count,
    prefixes: PrefixTable,
    /// Whether the company holds any number, in whatever project.
    any_number: bool,
}

/// The first page.
#[component]
pub fn Dashboard() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let overview = overview(&request).await?;
        let may_work = scope.may(Right::ChangeNumbers);
        let may_import = scope.is_platform_admin();
        let company = request.identity.as_ref().map_or_else(String::new, |identity| identity.tenant_name.clone());
        let content = content(&request.engine, overview, may_work, may_import, request.now);
        Ok(Sheet::new("Dashboard", Place::Dashboard, content).line(company).actions(may_work, || {
            view! { <a class="btn" href=paths::project_new()><Icon name="plus"/>"New project"</a> }.into_any()
        }))
    })
}

async fn overview(request: &Request) -> Result<Overview, Stop> {
    let (engine, scope) = (&request.engine, request.scope()?);
    let every = ListQuery::<Projects> { page_size: PageSize::clamped(SHOWN), ..ListQuery::default() };
    let newest = ListQuery::<Jobs> { page_size: PageSize::clamped(SHOWN), ..ListQuery::default() };
    Ok(Overview {
        projects: engine::project::list(engine, scope, &every).await?.rows,
        project_count: engine::project::count(engine, scope, &every.filter).await?,
        jobs: engine::job::list(engine, scope, &newest).await?.rows,
        running: engine::job::count(engine, scope, &Filter::parse_query(RUNNING)?).await?,
        failed: engine::job::count(engine, scope, &Filter::parse_query(FAILED)?).await?,
        campaigns: engine::campaign::count(engine, scope, &Filter::parse_query(DIALLING)?).await?,
        dead_letters: engine::dial::dead_letter::count(engine, scope, &Filter::parse_query(UNSETTLED)?).await?,
        prefixes: engine::prefix::status(engine, scope).await?,
        any_number: engine::number::any(engine, scope).await?,
    })
}

/// The filters behind four of the figures: a figure opens the list with that count.
const RUNNING: &str = "state=held&state=waiting&state=running&state=retrying";
const FAILED: &str = "state=failed";
const DIALLING: &str = "state=running";
const UNSETTLED: &str = "settled=false";

fn content(engine: &Engine, overview: Overview, may_work: bool, may_import: bool, now: OffsetDateTime) -> AnyView {
    let Overview { projects, project_count, jobs, running, failed, campaigns, dead_letters, prefixes, any_number } =
        overview;
    let jobs = recent_jobs(engine, jobs, now);
    let newest = projects.first().map(|line| line.project.id);
    let steps = steps(newest, prefixes.codes > 0, any_number, may_work, may_import);
    let columns =
        if steps.is_empty() { "grid gap-6" } else { "grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]" };
    let with = |query: &str| format!("{}?{query}", paths::jobs());
    view! {
        <div class="stats is-six mb-6">
            <Stat label="Projects" figure=honest(project_count) href=paths::projects() note="pools of numbers"/>
            <Stat label="Jobs under way" figure=honest(running) href=with(RUNNING) note="running or waiting"/>
            <Stat label="Jobs failed" figure=honest(failed) href=with(FAILED) note="to look into or retry"/>
            <Stat label="Campaigns running" figure=honest(campaigns) href=format!("{}?{DIALLING}", paths::campaigns()) note="calling their lists"/>
            <Stat label="Dead letters" figure=honest(dead_letters) href=paths::dead_letters() note="dials that failed for good"/>
            <Stat label="Prefixes" figure=grouped(prefixes.codes) href=paths::prefixes() note=if prefixes.codes == 0 { "not imported yet" } else { "codes of the numbering plan" }/>
        </div>
        <div class=columns>
            <div class="flex min-w-0 flex-col gap-6">
                {jobs}
                {recent_projects(projects, may_work, now)}
            </div>
            {next_steps(steps)}
        </div>
    }
    .into_any()
}

fn recent_jobs(engine: &Engine, jobs: Vec<JobProgress>, now: OffsetDateTime) -> AnyView {
    if jobs.is_empty() {
        return ().into_any();
    }
    let jobs = job_lines(engine, jobs, now);
    view! {
        <div class="surface min-w-0">
            <div class="flex items-center justify-between px-3 py-3"><h2>"Latest jobs"</h2><a class="text-link" href=paths::jobs()>"All jobs"</a></div>
            <div class="border-t hairline">
                <Table label="Latest jobs".to_owned() head=job_heads(Head::text("Made"))>
                    {jobs}
                </Table>
            </div>
        </div>
    }
    .into_any()
}

fn recent_projects(projects: Vec<ProjectLine>, may_work: bool, now: OffsetDateTime) -> AnyView {
    if projects.is_empty() {
        return view! {
            <section class="surface" aria-label="Projects">
                <Empty icon="folder" title="No projects yet" text="A project is a named pool of phone numbers.">
                    {may_work.then(|| view! { <a class="btn btn-primary" href=paths::project_new()><Icon name="plus"/>"New project"</a> })}
                </Empty>
            </section>
        }
        .into_any();
    }
    let head = vec![Head::text("Project"), Head::figures("Numbers"), Head::text("Made").class("hidden @xl:table-cell")];
    view! {
        <div class="surface min-w-0">
            <div class="flex items-center justify-between px-3 py-3"><h2>"Newest projects"</h2><a class="text-link" href=paths::projects()>"All projects"</a></div>
            <div class="border-t hairline">
                <Table label="Newest projects".to_owned() head=head>
                    {projects.into_iter().map(|line| view! {
                        <tr>
                            <td class="w-full max-w-0"><a class="block truncate font-medium quiet-link" href=paths::project(line.project.id)>{line.project.name}</a></td>
                            <td class="num"><a class="quiet-link" href=paths::project(line.project.id)>{honest(line.numbers)}</a></td>
                            <td class="hidden @xl:table-cell muted"><Ago at=line.project.created_at now=now/></td>
                        </tr>
                    }).collect_view()}
                </Table>
            </div>
        </div>
    }
    .into_any()
}

/// A step on the way from an empty installation to numbers in a table.
struct Step {
    done: bool,
    title: &'static str,
    text: &'static str,
    href: String,
}

/// The steps that this person may take, those taken ticked off; none when all are.
fn steps(newest: Option<ProjectId>, has_table: bool, any_number: bool, may_work: bool, may_import: bool) -> Vec<Step> {
    let mut steps = Vec::new();
    if may_import {
        steps.push(Step {
            done: has_table,
            title: "Import the prefix table",
            text: "So that carriers, line types and places are known.",
            href: if has_table { paths::prefixes() } else { paths::prefixes_import() },
        });
    }
    if may_work {
        steps.push(Step {
            done: newest.is_some(),
            title: "Make a project",
            text: "A named pool of phone numbers.",
            href: newest.map_or_else(paths::project_new, |_| paths::projects()),
        });
    }
    if let Some(project) = newest.filter(|_| may_work) {
        steps.push(Step {
            done: any_number,
            title: "Generate numbers",
            text: "Up to a million at once, by area code, carrier and line type.",
            href: paths::generate(project),
        });
    }
    if steps.iter().all(|step| step.done) { Vec::new() } else { steps }
}

fn next_steps(steps: Vec<Step>) -> AnyView {
    if steps.is_empty() {
        return ().into_any();
    }
    view! {
        <aside class="surface" aria-label="What to do next">
            <h2 class="px-4 py-3">"What to do next"</h2>
            <ol class="border-t hairline p-1.5">
                {steps.into_iter().map(|Step { done, title, text, href }| view! {
                    <li>
                        <a class="flex items-start gap-3 rounded-md px-2.5 py-2.5 hover:bg-base-200" href=href>
                            <span class=if done { "tone-success tone-text mt-0.5" } else { "muted mt-0.5" }><Icon name=if done { "circle-check" } else { "circle" }/></span>
                            <span class="min-w-0">
                                <span class="block font-medium">{title}{done.then(|| view! { <span class="sr-only">" (done)"</span> })}</span>
                                <span class="block text-xs muted text-pretty">{text}</span>
                            </span>
                            <Icon name="chevron-right" class="muted ms-auto mt-1"/>
                        </a>
                    </li>
                }).collect_view()}
            </ol>
        </aside>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(steps: &[Step]) -> Vec<(&'static str, bool)> {
        steps.iter().map(|step| (step.title, step.done)).collect()
    }

    #[test]
    fn the_next_steps_are_those_a_person_may_take_until_all_are_taken() {
        let project = Some(ProjectId(1));
        let admin = steps(project, false, true, true, true);
        let expected = [("Import the prefix table", false), ("Make a project", true), ("Generate numbers", true)];
        assert_eq!(titles(&admin), expected);
        assert_eq!(titles(&steps(None, false, false, true, false)), [("Make a project", false)]);
        for (project, may_work, may_import) in [(project, true, true), (project, true, false), (None, false, false)] {
            assert!(steps(project, true, true, may_work, may_import).is_empty(), "{may_work} {may_import}");
        }
    }
}
