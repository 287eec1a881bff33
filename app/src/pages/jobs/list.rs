//! The list of jobs: running, ended, mine, all.

use crate::components::badge::Tone;
use crate::components::confirm::Confirm;
use crate::components::count::honest;
use crate::components::empty::Empty;
use crate::components::field::{Choice, SelectField, TextField};
use crate::components::figure::grouped;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::pager::{Pager, PagerLinks};
use crate::components::table::{Head, Table};
use crate::components::tabs::{Tab, Tabs};
use crate::components::toolbar::{Chip, Chips};
use crate::pages::job_line::{job_heads, job_lines};
use crate::pages::list_state::ListState;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::filter::{Filter, Jobs, Operator};
use domain::id::UserId;
use domain::job::JobState;
use domain::page::{Count, Page};
use engine::job::Sources;
use leptos::prelude::*;

/// The fields of the filter form.
const SHOWN: [&str; 6] = ["kind", "state", "project", "created_by", "created.from", "created.to"];

/// The company's jobs, newest first.
#[component]
pub fn JobList() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let list = ListState::<Jobs>::read(&request, &[])?;
        let tabs = tabs(&request, &list).await?;
        let (rows, total) = if list.errors.is_empty() {
            let rows = engine::job::list(&request.engine, scope, &list.query).await?;
            (rows, engine::job::count(&request.engine, scope, &list.query.filter).await?)
        } else {
            (Page { rows: Vec::new(), next: None, previous: None, searched: None }, Count::Exact(0))
        };
        let shown = rows.rows.len();
        let lines = job_lines(&request.engine, rows.rows.clone(), request.now);
        let sources = engine::job::sources(&request.engine, scope).await?;
        let content = content(&list, tabs, &sources, shown, lines, list.pager(&rows), total);
        let may_retry = scope.may(Right::SteerJobs) && list.errors.is_empty() && only_stopped(&list.query.filter);
        // Who confirms it must read the figure, not "10,000+".
        let retryable = match may_retry && shown > 0 {
            true => engine::job::count_retryable(&request.engine, scope, &list.query.filter).await?,
            false => 0,
        };
        let filter = list.query.filter.to_query();
        Ok(Sheet::new("Jobs", Place::Jobs, content)
            .wide()
            .actions(retryable > 0, || retry_all(retryable, filter))
            .line("Everything that takes longer than a page view: it goes on when you leave, and after a restart."))
    })
}

/// The tabs are filters like any other, so each has an address and an honest count.
async fn tabs(request: &Request, list: &ListState<Jobs>) -> Result<Vec<Tab>, Stop> {
    let me = request.scope()?.actor().user();
    let mut tabs = Vec::new();
    for (label, filter) in [
        ("All", Filter::everything()),
        ("Running", in_states(|state| !state.is_ended())?),
        ("Ended", in_states(JobState::is_ended)?),
        ("Failed", in_states(|state| state == JobState::Failed)?),
        ("Mine", started_by(me)?),
    ] {
        let count = engine::job::count(&request.engine, request.scope()?, &filter).await?;
        tabs.push(Tab {
            label,
            current: list.errors.is_empty() && list.query.filter == filter,
            href: list.href(&list.query.filtered(filter)),
            count: Some(honest(count)),
        });
    }
    Ok(tabs)
}

fn in_states(wanted: impl Fn(JobState) -> bool) -> Result<Filter<Jobs>, Stop> {
    Ok(Filter::parse(JobState::ALL.into_iter().filter(|state| wanted(*state)).map(|state| ("state", state.as_str())))?)
}

fn started_by(person: Option<UserId>) -> Result<Filter<Jobs>, Stop> {
    Ok(Filter::parse(person.map(|person| ("created_by", person.to_string())))?)
}

/// Whether a filter names failed or cancelled jobs alone: those can be retried together.
fn only_stopped(filter: &Filter<Jobs>) -> bool {
    filter.get("state", Operator::Is).is_some_and(|states| {
        states
            .texts()
            .all(|state| [JobState::Failed, JobState::Cancelled].iter().any(|stopped| stopped.as_str() == state))
    })
}

/// The button that retries all that match, and names how many.
fn retry_all(jobs: u64, filter: String) -> AnyView {
    let jobs = if jobs == 1 { "1 job".to_owned() } else { format!("{} jobs", grouped(jobs)) };
    let text = format!(
        "{jobs} that failed or were cancelled and match these filters: each goes on from where it stopped, with as many \
         attempts as a new job has. It runs as a job of its own."
    );
    view! {
        <Confirm id="retry-jobs" label=format!("Retry {jobs}") icon="rotate-ccw" question=format!("Retry {jobs}?") text=text keep="Leave them"
            action=paths::form("jobs-retry") fields=vec![("filter", filter)] calm=true/>
    }
    .into_any()
}

fn content(
    list: &ListState<Jobs>,
    tabs: Vec<Tab>,
    sources: &Sources,
    shown: usize,
    rows: AnyView,
    links: PagerLinks,
    total: Count,
) -> AnyView {
    let wrong = list.wrong(&SHOWN);
    let nothing = match (shown, list.errors.is_empty(), list.query.filter.is_empty()) {
        (0, true, true) => Some(view! {
            <Empty icon="layers" title="No jobs yet" text="Generating numbers and importing prefixes run as jobs; they appear here with their progress.">
                <a class="btn btn-primary" href=paths::projects()>"Go to the projects"</a>
            </Empty>
        }.into_any()),
        (0, true, false) => Some(view! {
            <Empty icon="search" title="No job matches" text="No job fits these filters.">
                <a class="btn" href=paths::jobs()>"Show all jobs"</a>
            </Empty>
        }.into_any()),
        (0, false, _) => Some(view! {
            <div class="border-t hairline p-4"><Notice tone=Tone::Error>{wrong}</Notice></div>
        }.into_any()),
        _ => None,
    };
    let heads = job_heads(list.head(Head::text("Made"), "created"));
    view! {
        <Tabs label="Which jobs" tabs=tabs/>
        <div class="surface mt-4">
            {filters(list, sources)}
            <Chips chips=chips(list, sources) clear=list.cleared()/>
            {match nothing {
                Some(nothing) => nothing,
                None => view! {
                    <div class="border-t hairline">
                        <Table label="Jobs".to_owned() head=heads>
                            {rows}
                        </Table>
                    </div>
                    <Pager shown=shown total=total noun="jobs" links=links/>
                }.into_any(),
            }}
        </div>
    }
    .into_any()
}

/// Projects and people by their names, where the filter has their ids.
fn chips(list: &ListState<Jobs>, sources: &Sources) -> Vec<Chip> {
    let mut chips = list.chips();
    for chip in &mut chips {
        let choices = match chip.label.as_str() {
            "Project" => projects(sources),
            "Started by" => people(sources),
            _ => continue,
        };
        if let Some(choice) = choices.into_iter().find(|choice| choice.value == chip.value) {
            chip.value = choice.label;
        }
    }
    chips
}

fn projects(sources: &Sources) -> Vec<Choice> {
    sources.projects.iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect()
}

fn people(sources: &Sources) -> Vec<Choice> {
    sources.people.iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect()
}

fn filters(list: &ListState<Jobs>, sources: &Sources) -> impl IntoView + use<> {
    let wrong = list.is_wrong_at(&SHOWN);
    let [kind, state] = ["kind", "state"].map(|name| (list.field(name), ListState::<Jobs>::choices(name)));
    let any = |choices: Vec<Choice>| [vec![Choice::new("", "Any")], choices].concat();
    let project = (list.field("project"), any(projects(sources)));
    let person = (list.field("created_by"), any(people(sources)));
    let (from, to) = (list.field("created.from"), list.field("created.to"));
    view! {
        <form class="no-print relative px-3 py-2.5" method="get" action=paths::jobs() role="search">
            {list.keep(&SHOWN).into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
            <details class=if wrong { "drop drop-stays" } else { "drop" } open=wrong>
                <summary class="btn"><Icon name="list-filter"/>"Filters"</summary>
                <div class="drop-body">
                    <div class="grid gap-3 sm:grid-cols-2">
                        <SelectField at=kind.0 label="Kind" choices=kind.1/>
                        <SelectField at=state.0 label="State" choices=state.1/>
                        <SelectField at=project.0 label="Project" choices=project.1/>
                        <SelectField at=person.0 label="Started by" choices=person.1/>
                        <TextField at=from label="Made from" kind="date"/>
                        <TextField at=to label="Made to" kind="date"/>
                    </div>
                    <div class="mt-4 flex justify-end"><button class="btn btn-primary" type="submit">"Apply filters"</button></div>
                </div>
            </details>
        </form>
    }
}
