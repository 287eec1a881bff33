//! What changed between two versions: the figures, the tenant's numbers in those codes, and code by code.

use super::change::{face, facts};
use super::compare::{chooser, offered};
use super::provenance;
use super::tabs::{Part, tabs};
use crate::components::badge::{Badge, Tone};
use crate::components::count::honest;
use crate::components::empty::Empty;
use crate::components::field::{SelectField, TextField, Typed};
use crate::components::figure::{grouped, plural};
use crate::components::flash::Notice;
use crate::components::pager::{Pager, PagerLinks};
use crate::components::stat::Stat;
use crate::components::table::{Head, Table};
use crate::components::toolbar::{Chips, FilterBar};
use crate::pages::list_state::ListState;
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::Request;
use domain::Right;
use domain::filter::{Filter, PrefixChanges};
use domain::page::{Count, Page};
use domain::prefix::{ChangeKind, PrefixChange};
use engine::prefix::{ChangeCounts, ProjectNumbers, Span, Version};
use leptos::prelude::*;

/// The fields of the filter form, the search first.
const SHOWN: [&str; 3] = ["prefix.starts", "area_code", "kind"];

/// The changes between the versions of the path.
#[component]
pub fn PrefixChangeList() -> impl IntoView {
    let (from, to) = (id_in_path::<i64>("from"), id_in_path::<i64>("to"));
    page(|request: Request| async move {
        let scope = request.scope()?;
        let span = match engine::prefix::span(&request.engine, scope, Some(from?), Some(to?)).await {
            // The address names versions that are not there, or not in this order: the form says which and why.
            Err(engine::Error::Invalid(_)) => return Err(engine::Error::NotFound.into()),
            span => span?,
        };
        let list = ListState::<PrefixChanges>::read(&request, &["count"])?;
        let (engine, filter) = (&request.engine, &list.query.filter);
        let exactly = list.own("count") == Some("exact");
        let none = Page { rows: Vec::new(), next: None, previous: None, searched: None };
        let (rows, touched) = match list.errors.is_empty() {
            true => (
                engine::prefix::changes(engine, scope, &span, &list.query).await?,
                engine::prefix::touched(engine, scope, &span, filter).await?,
            ),
            false => (none, Vec::new()),
        };
        let all = engine::prefix::count_changes(engine, scope, &span, &Filter::everything(), exactly).await?;
        let matching = match filter.is_empty() {
            true => all,
            false => engine::prefix::count_changes(engine, scope, &span, filter, exactly).await?,
        };
        let typed = Typed::default().or("from", &span.from.id.to_string()).or("to", &span.to.id.to_string());
        let chooser = chooser(&typed, &offered(&request).await?);
        let content = view! {
            {tabs(Part::Versions)}
            <div class="surface mb-4">{ends(&span)}<div class="border-t hairline">{chooser}</div></div>
            {figures(&list, &all, &touched)}
            {numbers(&touched, !filter.is_empty(), scope.may(Right::ChangeNumbers))}
            {codes(&list, rows, matching.total())}
        };
        let title = format!("What changed from {} to {}", span.from.id, span.to.id);
        Ok(Sheet::new(title, Place::Prefixes, content)
            .wide()
            .beneath_page("Prefixes", paths::prefixes())
            .beneath_page("Versions", paths::prefix_versions()))
    })
}

/// The two versions, side by side.
fn ends(span: &Span) -> impl IntoView + use<> {
    let end = |label: &'static str, version: &Version| {
        view! {
            <div class="min-w-0">
                <p class="text-xs muted font-medium">{label}</p>
                <p class="font-medium">{provenance::name(version)}</p>
                <p class="truncate text-xs muted" title=version.file_name.clone()>{format!("version {} · {}", version.id, version.file_name)}</p>
            </div>
        }
    };
    view! { <div class="grid gap-3 p-4 sm:grid-cols-2">{end("From", &span.from)}{end("To", &span.to)}</div> }
}

fn figures(list: &ListState<PrefixChanges>, all: &ChangeCounts, touched: &[ProjectNumbers]) -> impl IntoView + use<> {
    let stats = ChangeKind::ALL.map(|kind| {
        let filter = Filter::parse([("kind", kind.as_str())]).unwrap_or_default();
        let (label, note) = match kind {
            ChangeKind::Came => ("Came", "codes that were not listed before"),
            ChangeKind::Changed => ("Changed", "listed in both, with other facts"),
            ChangeKind::Withdrawn => ("Withdrawn", "codes that are not listed any more"),
        };
        let count = all.of(kind);
        let sign = if count.figure() == 0 { "" } else { kind.sign() };
        let figure = [sign, &honest(count)].concat();
        view! { <Stat label=label figure=figure href=list.href(&list.query.filtered(filter)) note=note/> }
    });
    let numbers = touched.iter().map(|project| project.numbers).sum::<u64>();
    let note = match touched.len() {
        0 => "in none of your projects".to_owned(),
        n => format!("in {}", plural(n as u64, "project", "projects")),
    };
    view! {
        <div class="stats mb-4">
            {stats}
            <Stat label="Your numbers in these codes" figure=grouped(numbers) href="#numbers".to_owned() note=note/>
        </div>
    }
}

/// The tenant's numbers in the codes that changed; the place from which they are looked up again.
fn numbers(touched: &[ProjectNumbers], filtered: bool, may_validate: bool) -> AnyView {
    if touched.is_empty() {
        let text = match filtered {
            true => "None of your numbers lies in a code that matches.",
            false => "None of your numbers lies in a code that changed.",
        };
        return view! { <p class="muted mb-4" id="numbers">{text}</p> }.into_any();
    }
    let row = |project: &ProjectNumbers| {
        let href = match &project.filter {
            Some(filter) => paths::numbers_matching(project.project, filter),
            None => paths::project(project.project),
        };
        let words = if project.filter.is_some() { "Show these numbers" } else { "Open the project" };
        // More codes than an address can name: all of the project's numbers are looked up again.
        let everything = Filter::everything();
        let again = paths::numbers_validate(project.project, project.filter.as_ref().unwrap_or(&everything));
        let again_words = if project.filter.is_some() { "Validate again" } else { "Validate the project" };
        view! {
            <tr>
                <td class="w-full max-w-0 min-w-36"><a class="text-link block truncate font-medium" href=paths::project(project.project)>{project.name.clone()}</a></td>
                <td class="num">{grouped(project.codes)}</td>
                <td class="num">{grouped(project.numbers)}</td>
                <td>
                    <div class="flex justify-end gap-2">
                        <a class="btn btn-sm whitespace-nowrap" href=href>{words}</a>
                        {may_validate.then(|| view! { <a class="btn btn-sm whitespace-nowrap" href=again>{again_words}</a> })}
                    </div>
                </td>
            </tr>
        }
    };
    let head = vec![Head::text("Project"), Head::figures("Codes"), Head::figures("Numbers"), Head::text("")];
    let rows = touched.iter().map(row).collect_view();
    view! {
        <section class="surface mb-4" id="numbers" aria-labelledby="numbers-title">
            <div class="px-3 py-3">
                <h2 id="numbers-title">"Your numbers in these codes"</h2>
                <p class="muted mt-0.5">"What was looked up for them may be out of date; validating them again brings it up to date."</p>
            </div>
            <div class="border-t hairline"><Table label="Your numbers in these codes".to_owned() head=head>{rows}</Table></div>
        </section>
    }
    .into_any()
}

fn codes(list: &ListState<PrefixChanges>, page: Page<PrefixChange>, total: Count) -> AnyView {
    let shown = page.rows.len();
    let links = list.pager(&page);
    let links = PagerLinks { count_exactly: links.count_exactly.filter(|_| total.is_capped()), ..links };
    let head = vec![list.head(Head::text("Prefix"), "prefix"), Head::text("Change"), Head::text("Facts")];
    let wrong = list
        .wrong(&SHOWN)
        .map(|text| view! { <div class="border-t hairline p-4"><Notice tone=Tone::Error>{text}</Notice></div> });
    let cleared = list.cleared();
    let nothing = (shown == 0 && list.errors.is_empty()).then(|| match list.query.filter.is_empty() {
        true => view! {
            <Empty icon="check" title="Nothing changed" text="Both versions say the same of every code.">
                <a class="btn" href=paths::prefix_versions()>"See the versions"</a>
            </Empty>
        }
        .into_any(),
        false => view! {
            <Empty icon="search" title="No change matches" text="No code that changed fits these filters.">
                <a class="btn" href=cleared>"Show all changes"</a>
            </Empty>
        }
        .into_any(),
    });
    let [area_code, kind] = ["area_code", "kind"].map(|name| list.field(name));
    let kinds = ListState::<PrefixChanges>::choices("kind");
    view! {
        <div class="surface">
            <FilterBar action=list.path() search=list.field(SHOWN[0]) search_label="Prefix starts with" keep=list.keep(&SHOWN)
                open=list.is_wrong_at(&SHOWN[1..])>
                <TextField at=area_code label="Area code" inputmode="numeric" maxlength=3 placeholder="415"/>
                <SelectField at=kind label="Change" choices=kinds/>
            </FilterBar>
            <Chips chips=list.chips() clear=list.cleared()/>
            {wrong}
            {nothing}
            {(shown > 0).then(|| view! {
                <div class="border-t hairline"><Table label="Codes that changed".to_owned() head=head>{page.rows.into_iter().map(row).collect_view()}</Table></div>
            })}
            {list.errors.is_empty().then(|| view! { <Pager shown=shown total=total noun="changes" links=links/> })}
        </div>
    }
    .into_any()
}

fn row(change: PrefixChange) -> impl IntoView {
    let PrefixChange { prefix, kind, facts: changed } = change;
    view! {
        <tr>
            <td class="mono whitespace-nowrap align-top"><a class="text-link font-medium" href=paths::prefix(prefix)>{prefix.dashed()}</a></td>
            <td class="align-top"><Badge face=face(kind)/></td>
            <td class="w-full align-top">{facts(kind, changed)}</td>
        </tr>
    }
}
