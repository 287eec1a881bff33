//! The list of projects.

use crate::components::count::honest;
use crate::components::empty::Empty;
use crate::components::field::FieldState;
use crate::components::icon::Icon;
use crate::components::moment::Ago;
use crate::components::pager::{Pager, PagerLinks};
use crate::components::table::{Head, Table};
use crate::components::toolbar::FilterBar;
use crate::pages::list_state::without_empty;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::filter::{parse_pairs, print_pairs};
use domain::page::{Count, Cursor, Page};
use domain::scope::Role;
use engine::project::{ProjectLine, Query};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The company's projects, newest first.
#[component]
pub fn ProjectList() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        without_empty(&request, &[])?;
        let query = read(&request.query);
        let page = engine::project::list(&request.engine, scope, &query).await?;
        let total = engine::project::count(&request.engine, scope, &query).await?;
        let may_make = scope.has_role(Role::Agent);
        let content = content(&query, page, total, may_make, request.now);
        Ok(Sheet::new("Projects", Place::Projects, content)
            .wide()
            .beside(view! { <span class="figures muted">{honest(total)}</span> })
            .line("Each holds a pool of phone numbers.")
            .actions(may_make, || {
                view! { <a class="btn btn-primary" href=paths::project_new()><Icon name="plus"/>"New project"</a> }
                    .into_any()
            }))
    })
}

fn read(query: &str) -> Query {
    let mut read = Query::default();
    for (key, value) in parse_pairs(query) {
        match key.as_str() {
            "search" => read.search = value.replace('\0', ""),
            "cursor" => read.cursor = Some(Cursor(value)),
            _ => {}
        }
    }
    read
}

fn href(search: &str, cursor: Option<&Cursor>) -> String {
    let mut pairs = Vec::new();
    if !search.is_empty() {
        pairs.push(("search", search));
    }
    if let Some(Cursor(cursor)) = cursor {
        pairs.push(("cursor", cursor));
    }
    if pairs.is_empty() { paths::projects() } else { format!("{}?{}", paths::projects(), print_pairs(&pairs)) }
}

fn content(query: &Query, page: Page<ProjectLine>, total: Count, may_make: bool, now: OffsetDateTime) -> AnyView {
    let search = query.search.clone();
    if page.rows.is_empty() && search.is_empty() && query.cursor.is_none() {
        return view! {
            <div class="surface">
                <Empty icon="folder" title="No projects yet" text="A project is a named pool of phone numbers: make one, then generate numbers into it.">
                    {may_make.then(|| view! { <a class="btn btn-primary" href=paths::project_new()><Icon name="plus"/>"New project"</a> })}
                </Empty>
            </div>
        }
        .into_any();
    }
    let links = PagerLinks {
        first: (query.cursor.is_some() && page.previous.is_some()).then(|| href(&search, None)),
        previous: page.previous.as_ref().map(|cursor| href(&search, Some(cursor))),
        next: page.next.as_ref().map(|cursor| href(&search, Some(cursor))),
        ..PagerLinks::default()
    };
    let shown = page.rows.len();
    let nothing = shown == 0;
    let head = vec![
        Head::text("Name"),
        Head::figures("Numbers"),
        Head::text("Jobs under way"),
        Head::text("Made").class("hidden @xl:table-cell"),
    ];
    view! {
        <div class="surface">
            <FilterBar action=paths::projects() search=FieldState { name: "search", value: search.clone(), errors: Vec::new() } search_label="Search by name" keep=vec![]/>
            {if nothing {
                view! {
                    <Empty icon="search" title="No project matches" text="No project’s name holds what you searched for.">
                        <a class="btn" href=paths::projects()>"Show all projects"</a>
                    </Empty>
                }.into_any()
            } else {
                view! {
                    <div class="border-t hairline">
                        <Table label="Projects".to_owned() head=head>
                            {page.rows.into_iter().map(|line| row(line, now)).collect_view()}
                        </Table>
                    </div>
                    <Pager shown=shown total=total noun="projects" links=links/>
                }.into_any()
            }}
        </div>
    }
    .into_any()
}

fn row(line: ProjectLine, now: OffsetDateTime) -> impl IntoView {
    let ProjectLine { project, numbers, jobs_active } = line;
    let description = project.description;
    view! {
        <tr>
            <td class="w-full max-w-0 min-w-36">
                <a class="block truncate font-medium quiet-link" href=paths::project(project.id) title=project.name.clone()>{project.name.clone()}</a>
                {(!description.is_empty()).then(|| view! { <span class="block truncate text-xs muted">{description}</span> })}
            </td>
            <td class="num"><a class="quiet-link" href=paths::project(project.id)>{honest(numbers)}</a></td>
            <td class="whitespace-nowrap">
                {if jobs_active > 0 {
                    view! { <a class="quiet-link inline-flex items-center gap-1.5" href=paths::jobs_of_project(project.id)>
                        <span class="dot dot-live tone-info"></span><span class="figures">{jobs_active.to_string()}</span>" running"
                    </a> }.into_any()
                } else {
                    view! { <span class="muted">"–"</span> }.into_any()
                }}
            </td>
            <td class="hidden @xl:table-cell muted"><Ago at=project.created_at now=now/></td>
        </tr>
    }
}
