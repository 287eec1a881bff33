//! The list of projects.

use crate::components::badge::{Badge, Face, Tone};
use crate::components::count::honest;
use crate::components::empty::Empty;
use crate::components::field::{SelectField, TextField};
use crate::components::figure::grouped;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::Ago;
use crate::components::pager::{Pager, PagerLinks};
use crate::components::table::{Head, Table};
use crate::components::tabs::{Tab, Tabs};
use crate::components::toolbar::{Chips, FilterBar};
use crate::pages::list_state::ListState;
use crate::pages::numbers::list::capital;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::filter::{Filter, Operator, Projects};
use domain::page::{Count, Page};
use engine::project::ProjectLine;
use leptos::prelude::*;
use time::OffsetDateTime;

/// The fields of the filter form, the search first.
const SHOWN: [&str; 5] = ["name.contains", "status", "priority", "created.from", "created.to"];

/// The company's projects, newest first.
#[component]
pub fn ProjectList() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let list = ListState::<Projects>::read(&request, &[])?;
        let (rows, total) = if list.errors.is_empty() {
            let rows = engine::project::list(&request.engine, scope, &list.query).await?;
            (rows, engine::project::count(&request.engine, scope, &list.query.filter).await?)
        } else {
            // How many there are, a filter that can't be read does not say.
            (Page { rows: Vec::new(), next: None, previous: None, searched: None }, Count::AtLeast(0))
        };
        let tabs = tabs(&request, &list).await?;
        let may_make = scope.may(Right::ChangeNumbers);
        let content = content(&list, tabs, rows, total, may_make, request.now);
        Ok(Sheet::new("Projects", Place::Projects, content).wide().line("Each holds a pool of phone numbers.").actions(
            may_make,
            || {
                view! { <a class="btn btn-primary" href=paths::project_new()><Icon name="plus"/>"New project"</a> }
                    .into_any()
            },
        ))
    })
}

/// The tabs say which of the two the other filters are asked of, and how many fit there.
async fn tabs(request: &Request, list: &ListState<Projects>) -> Result<Vec<Tab>, Stop> {
    let filter = &list.query.filter;
    let open = filter.get("archived", Operator::Is).map_or(filter.clone(), |archived| filter.without(archived));
    let archived = open.with("archived", "true")?;
    let mut tabs = Vec::new();
    for (label, filter) in [("Open", open), ("Archived", archived)] {
        let count = engine::project::count(&request.engine, request.scope()?, &filter).await?;
        tabs.push(Tab {
            label,
            current: list.errors.is_empty() && list.query.filter == filter,
            href: list.href(&list.query.filtered(filter)),
            count: Some(honest(count)),
        });
    }
    Ok(tabs)
}

fn content(
    list: &ListState<Projects>,
    tabs: Vec<Tab>,
    page: Page<ProjectLine>,
    total: Count,
    may_make: bool,
    now: OffsetDateTime,
) -> AnyView {
    let shown = page.rows.len();
    let links = PagerLinks { count_exactly: None, ..list.pager(&page) };
    let head = vec![
        Head::text("Name"),
        Head::text("Status"),
        Head::text("Priority").class("hidden @2xl:table-cell"),
        Head::figures("Numbers"),
        Head::text("Jobs under way").class("hidden @lg:table-cell"),
        list.head(Head::text("Made").class("hidden @xl:table-cell"), "created"),
    ];
    let only_archived = Filter::parse_query("archived=true").is_ok_and(|archived| list.query.filter == archived);
    let body = if !list.errors.is_empty() {
        let wrong = list.wrong(&SHOWN);
        view! { <div class="border-t hairline p-4"><Notice tone=Tone::Error>{wrong}</Notice></div> }.into_any()
    } else if shown == 0 {
        view! { <div class="border-t hairline">{nothing(list, only_archived, may_make)}</div> }.into_any()
    } else {
        view! {
            <div class="border-t hairline">
                <Table label="Projects".to_owned() head=head>
                    {page.rows.into_iter().map(|line| row(line, now)).collect_view()}
                </Table>
            </div>
            <Pager shown=shown total=total noun="projects" links=links/>
        }
        .into_any()
    };
    view! {
        <Tabs label="Which projects" tabs=tabs/>
        <div class="surface mt-4">
            {filters(list)}
            <Chips chips=list.chips() clear=list.cleared()/>
            {body}
        </div>
    }
    .into_any()
}

/// Why there is no row, and what to do.
fn nothing(list: &ListState<Projects>, only_archived: bool, may_make: bool) -> AnyView {
    if list.query.filter.is_empty() {
        return view! {
            <Empty icon="folder" title="No projects yet" text="A project is a named pool of phone numbers: make one, then generate numbers into it.">
                {may_make.then(|| view! { <a class="btn btn-primary" href=paths::project_new()><Icon name="plus"/>"New project"</a> })}
            </Empty>
        }
        .into_any();
    }
    let (title, text) = if only_archived {
        ("No project is archived", "A project that is done with can be put away on its page; it keeps its numbers.")
    } else {
        ("No project matches", "No project fits these filters.")
    };
    view! {
        <Empty icon="search" title=title text=text>
            <a class="btn" href=paths::projects()>"Show all projects"</a>
        </Empty>
    }
    .into_any()
}

fn filters(list: &ListState<Projects>) -> impl IntoView + use<> {
    let [status, priority] =
        ["status", "priority"].map(|name| (list.field(name), ListState::<Projects>::choices(name)));
    let (from, to) = (list.field("created.from"), list.field("created.to"));
    view! {
        <FilterBar action=paths::projects() search=list.field(SHOWN[0]) search_label="Search by name"
            keep=list.keep(&SHOWN) open=list.is_wrong_at(&SHOWN[1..])>
            <SelectField at=status.0 label="Status" choices=status.1/>
            <SelectField at=priority.0 label="Priority" choices=priority.1/>
            <TextField at=from label="Made from" kind="date"/>
            <TextField at=to label="Made to" kind="date"/>
        </FilterBar>
    }
}

fn row(line: ProjectLine, now: OffsetDateTime) -> impl IntoView {
    let ProjectLine { project, numbers, jobs_active } = line;
    let id = project.id;
    let face = Face::of_project(&project.status, project.archived_at.is_some());
    let description = project.description;
    let target = project.target_phone_count.map(|target| format!("of {}", grouped(target)));
    view! {
        <tr>
            <td class="w-full max-w-0 min-w-36">
                <a class="block truncate font-medium quiet-link" href=paths::project(id) title=project.name.clone()>{project.name.clone()}</a>
                {(!description.is_empty()).then(|| view! { <span class="block truncate text-xs muted">{description}</span> })}
            </td>
            <td><a href=paths::project_overview(id)><Badge face=face/></a></td>
            <td class="hidden @2xl:table-cell">{capital(&project.priority)}</td>
            <td class="num">
                <a class="quiet-link" href=paths::project(id)>{honest(numbers)}</a>
                {target.map(|target| view! { <span class="block text-xs muted">{target}</span> })}
            </td>
            <td class="hidden whitespace-nowrap @lg:table-cell">
                {if jobs_active > 0 {
                    view! { <a class="quiet-link inline-flex items-center gap-1.5" href=paths::jobs_of_project(id)>
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
