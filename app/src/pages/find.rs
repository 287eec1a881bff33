//! What a search finds, whatever it is: contacts, companies, leads, deals, calls and projects, the newest few of each, with a
//! way to all of them.

use crate::components::empty::Empty;
use crate::components::icon::Icon;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::crm::Kind;
use domain::filter::{
    Calls, Companies, Contacts, Deals, Filter, Leads, ListQuery, OfKind, Projects, Schema, parse_pairs,
};
use domain::page::PageSize;
use leptos::prelude::*;

/// How many of each are shown.
const FEW: u64 = 6;

/// What was found in one list.
struct Found {
    title: &'static str,
    icon: &'static str,
    /// The list with the same search.
    all: String,
    /// Each with its address and a note.
    lines: Vec<(String, String, String)>,
}

/// The page.
#[component]
pub fn Find() -> impl IntoView {
    page(|request: Request| async move {
        let asked = parse_pairs(&request.query).into_iter().find(|(key, _)| key == "q").map(|(_, value)| value);
        let asked = asked.unwrap_or_default().trim().chars().take(100).collect::<String>();
        let found = if asked.is_empty() { Vec::new() } else { search(&request, &asked).await? };
        Ok(Sheet::new("Search", Place::Nowhere, content(&asked, found)))
    })
}

async fn search(request: &Request, asked: &str) -> Result<Vec<Found>, Stop> {
    let scope = request.scope()?;
    let mut found = Vec::new();
    if scope.may(Right::SeeCalls) {
        found.extend(calls(request, asked).await?);
    }
    if scope.may(Right::SeeContacts) {
        found.extend(records::<Contacts>(request, "Contacts", "contact", asked).await?);
        found.extend(records::<Companies>(request, "Companies", "building-2", asked).await?);
        found.extend(records::<Leads>(request, "Leads", "user-plus", asked).await?);
        found.extend(records::<Deals>(request, "Deals", "handshake", asked).await?);
    }
    if scope.may(Right::SeeNumbers) {
        found.extend(projects(request, asked).await?);
    }
    Ok(found)
}

/// The list's state that searches for a text; nothing where the list can't search for it.
fn wanted<S: Schema>(field: &str, asked: &str) -> Option<ListQuery<S>> {
    let filter = Filter::parse([(field, asked)]).ok()?;
    Some(ListQuery { filter, page_size: PageSize::clamped(FEW), ..ListQuery::default() })
}

async fn calls(request: &Request, asked: &str) -> Result<Option<Found>, Stop> {
    let Some(query) = wanted::<Calls>("subject.contains", asked) else { return Ok(None) };
    let calls = engine::call::list(&request.engine, request.scope()?, &query).await?.rows;
    let lines = calls
        .into_iter()
        .map(|call| (paths::call(call.id), call.subject, call.status.label().to_owned()))
        .collect::<Vec<_>>();
    Ok(some("Calls", "phone", paths::calls_where(&query.filter.to_query()), lines))
}

async fn records<S: OfKind>(
    request: &Request,
    title: &'static str,
    icon: &'static str,
    asked: &str,
) -> Result<Option<Found>, Stop> {
    let Some(query) = wanted::<S>("find.contains", asked) else { return Ok(None) };
    let records = engine::crm::list(&request.engine, request.scope()?, &query).await?.rows;
    let note = |record: &domain::crm::Record| match (record.kind, &record.company, record.phones.first()) {
        (Kind::Deal, _, _) => record.amount.as_ref().map(ToString::to_string).unwrap_or_default(),
        (_, Some(company), _) => company.name.clone(),
        (_, None, Some(phone)) => phone.number.readable(),
        _ => String::new(),
    };
    let lines = records
        .into_iter()
        .map(|record| (paths::record(record.kind, record.id), record.name.clone(), note(&record)))
        .collect::<Vec<_>>();
    let all = format!("{}?{}", paths::records(S::KIND), query.filter.to_query());
    Ok(some(title, icon, all, lines))
}

async fn projects(request: &Request, asked: &str) -> Result<Option<Found>, Stop> {
    let Some(query) = wanted::<Projects>("name.contains", asked) else { return Ok(None) };
    let projects = engine::project::list(&request.engine, request.scope()?, &query).await?.rows;
    let lines = projects
        .into_iter()
        .map(|line| (paths::project(line.project.id), line.project.name, String::new()))
        .collect::<Vec<_>>();
    Ok(some("Projects", "folder", format!("{}?{}", paths::projects(), query.filter.to_query()), lines))
}

fn some(title: &'static str, icon: &'static str, all: String, lines: Vec<(String, String, String)>) -> Option<Found> {
    (!lines.is_empty()).then_some(Found { title, icon, all, lines })
}

fn content(asked: &str, found: Vec<Found>) -> AnyView {
    let nothing = found.is_empty();
    let value = asked.to_owned();
    let sections = found
        .into_iter()
        .map(|found| {
            let lines = found.lines.into_iter().map(|(href, name, note)| {
                view! {
                    <li class="flex items-baseline justify-between gap-3 border-t hairline px-4 py-2.5 first:border-t-0">
                        <a class="quiet-link min-w-0 truncate font-medium" href=href>{name}</a>
                        <span class="text-xs muted whitespace-nowrap">{note}</span>
                    </li>
                }
            });
            view! {
                <section class="surface">
                    <header class="flex items-center justify-between gap-3 border-b hairline px-4 py-3">
                        <h2 class="flex items-center gap-2"><Icon name=found.icon class="muted"/>{found.title}</h2>
                        <a class="text-link text-xs" href=found.all>"All of them"</a>
                    </header>
                    <ul>{lines.collect_view()}</ul>
                </section>
            }
        })
        .collect_view();
    view! {
        <form class="no-print mb-5 flex flex-wrap gap-2" method="get" action=paths::find() role="search">
            <label class="input w-full sm:w-96">
                <Icon name="search" class="muted"/>
                <span class="sr-only">"Search"</span>
                <input type="search" name="q" value=value maxlength="100" placeholder="Names, phones, subjects"/>
            </label>
            <button class="btn btn-primary" type="submit">"Search"</button>
        </form>
        {if nothing {
            let (title, text) = if asked.is_empty() {
                ("Nothing asked yet", "Names are found by the beginnings of their words, phones by their beginning or their end.")
            } else {
                ("Nothing found", "No contact, company, lead, deal, call or project has these words.")
            };
            view! { <div class="surface"><Empty icon="search" title=title text=text/></div> }.into_any()
        } else {
            view! { <div class="grid items-start gap-5 xl:grid-cols-2">{sections}</div> }.into_any()
        }}
    }
    .into_any()
}
