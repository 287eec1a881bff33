//! Which projects hold the numbers behind a figure of the whole company; each leads to its own list of them.

use crate::components::badge::{Badge, Face, Tone};
use crate::components::count::honest_of;
use crate::components::empty::Empty;
use crate::components::figure::grouped;
use crate::components::flash::Notice;
use crate::components::table::{Head, Table};
use crate::components::toolbar::Chips;
use crate::pages::list_state::ListState;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::filter::Numbers;
use domain::page::Count;
use engine::Error;
use engine::number::{Share, Shares};
use leptos::prelude::*;

/// The page.
#[component]
pub fn NumbersByProject() -> impl IntoView {
    page(|request: Request| async move {
        let list = ListState::<Numbers>::read(&request, &[])?;
        let (shares, wrong) = read(&request, &list).await?;
        let counts = [(shares.numbers, "numbers"), (shares.projects, "projects")];
        let counts = counts.map(|(figure, nouns)| honest_of(Count::Exact(figure), nouns)).join(" in ");
        let beside = wrong.is_none().then(|| view! { <span class="figures muted">{counts}</span> });
        Ok(Sheet::new("Numbers by project", Place::Statistics, content(&list, shares, wrong))
            .beneath_page("Statistics", paths::statistics())
            .beside(beside)
            .line("The company’s numbers are kept in projects; these hold the ones that match."))
    })
}

/// The shares, or what is wrong with what was asked.
async fn read(request: &Request, list: &ListState<Numbers>) -> Result<(Shares, Option<String>), Stop> {
    let none = Shares { largest: Vec::new(), projects: 0, numbers: 0 };
    if let Some(wrong) = list.wrong(&[]) {
        return Ok((none, Some(wrong)));
    }
    match engine::number::by_project(&request.engine, request.scope()?, &list.query.filter).await {
        Ok(shares) => Ok((shares, None)),
        Err(Error::Invalid(errors)) => Ok((none, Some(in_words(&errors)))),
        Err(other) => Err(other.into()),
    }
}

fn in_words(errors: &FieldErrors) -> String {
    errors.iter().flat_map(|(_, texts)| texts.iter().cloned()).collect::<Vec<_>>().join(" ")
}

fn content(list: &ListState<Numbers>, shares: Shares, wrong: Option<String>) -> AnyView {
    let query = list.query.filter.to_query();
    let told = shares.largest.len() as u64;
    let more = shares.projects.saturating_sub(told);
    let nothing = shares.largest.is_empty() && wrong.is_none();
    let rows = shares.largest.into_iter().map(|share| row(share, shares.numbers, &query)).collect_view();
    let head =
        vec![Head::text("Project"), Head::figures("Numbers"), Head::figures("Share").class("hidden @lg:table-cell")];
    view! {
        <div class="surface">
            <div class="pt-3"><Chips chips=list.chips() clear=list.cleared()/></div>
            {wrong.map(|text| view! { <div class="border-t hairline p-4"><Notice tone=Tone::Error>{text}</Notice></div> })}
            {nothing.then(|| view! {
                <Empty icon="search" title="No number matches" text="No project holds a number that fits these filters.">
                    <a class="btn" href=paths::statistics()>"Back to the statistics"</a>
                </Empty>
            })}
            {(told > 0).then(|| view! {
                <div class="border-t hairline"><Table label="Projects".to_owned() head=head>{rows}</Table></div>
            })}
            {(more > 0).then(|| view! {
                <p class="muted border-t hairline px-3 py-3 text-xs">{format!("The {told} largest of {} projects are shown.", grouped(shares.projects))}</p>
            })}
        </div>
    }
    .into_any()
}

fn row(share: Share, all: u64, query: &str) -> impl IntoView + use<> {
    let list = paths::project(share.project);
    let href = if query.is_empty() { list } else { format!("{list}?{query}") };
    let percent = share.count as f64 / all.max(1) as f64 * 100.0;
    view! {
        <tr>
            <td>
                <span class="inline-flex flex-wrap items-center gap-2">
                    <a class="font-medium quiet-link" href=href>{share.name}</a>
                    {share.archived.then(|| view! { <Badge face=Face::of_project("", true)/> })}
                </span>
            </td>
            <td class="num">{grouped(share.count)}</td>
            <td class="num muted hidden @lg:table-cell">{format!("{percent:.1} %")}</td>
        </tr>
    }
}
