//! The list of jobs: running, ended, mine, all.

use crate::components::badge::Tone;
use crate::components::confirm::Confirm;
use crate::components::count::honest;
use crate::components::empty::Empty;
use crate::components::field::{SelectField, TextField};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::pager::{Pager, PagerLinks};
use crate::components::table::{Head, Table};
use crate::components::tabs::{Tab, Tabs};
use crate::components::toolbar::Chips;
use crate::pages::job_line::{job_heads, job_lines};
use crate::pages::list_state::ListState;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::filter::{Filter, Jobs, Operator};
use domain::id::UserId;
use domain::job::JobState;
use domain::page::{Count, Page};
use domain::scope::Role;
use leptos::prelude::*;

/// The fields of the filter form.
const SHOWN: [&str; 4] = ["kind", "state", "created.from", "created.to"];

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
        let content = content(&list, tabs, shown, lines, list.pager(&rows), total);
        let retry = (list.errors.is_empty() && only_stopped(&list.query.filter)).then(|| list.query.filter.to_query());
        let may_retry = scope.has_role(Role::Agent) && shown > 0 && retry.is_some();
        Ok(Sheet::new("Jobs", Place::Jobs, content)
            .wide()
            .actions(may_retry, || retry_all(total, retry.unwrap_or_default()))
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
fn retry_all(total: Count, filter: String) -> AnyView {
    let text = format!(
        "{} that match these filters go on from where they stopped, as many attempts each as a new job has. It runs as a job of its own.",
        match total {
            Count::Exact(1) => "The 1 job".to_owned(),
            total => format!("All {} jobs", honest(total)),
        }
    );
    view! {
        <Confirm id="retry-jobs" label="Retry all" icon="rotate-ccw" question="Retry these jobs?" text=text keep="Leave them"
            action=paths::form("jobs-retry") fields=vec![("filter", filter)] calm=true/>
    }
    .into_any()
}

fn content(
    list: &ListState<Jobs>,
    tabs: Vec<Tab>,
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
            {filters(list)}
            <Chips chips=list.chips() clear=list.cleared()/>
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

fn filters(list: &ListState<Jobs>) -> impl IntoView + use<> {
    let open = list.is_wrong_at(&SHOWN);
    let [kind, state] = ["kind", "state"].map(|name| (list.field(name), ListState::<Jobs>::choices(name)));
    let (from, to) = (list.field("created.from"), list.field("created.to"));
    view! {
        <form class="no-print relative px-3 py-2.5" method="get" action=paths::jobs() role="search">
            {list.keep(&SHOWN).into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
            <details class="drop" open=open>
                <summary class="btn"><Icon name="list-filter"/>"Filters"</summary>
                <div class="drop-body">
                    <div class="grid gap-3 sm:grid-cols-2">
                        <SelectField at=kind.0 label="Kind" choices=kind.1/>
                        <SelectField at=state.0 label="State" choices=state.1/>
                        <TextField at=from label="Made from" kind="date"/>
                        <TextField at=to label="Made to" kind="date"/>
                    </div>
                    <div class="mt-4 flex justify-end"><button class="btn btn-primary" type="submit">"Apply filters"</button></div>
                </div>
            </details>
        </form>
    }
}
