//! The foot of a list: how much of how much, and the way on. Cursors, never row numbers to skip.

use super::count::honest_of;
use super::figure::grouped;
use super::icon::Icon;
use crate::paths;
use domain::page::{Count, Cursor};
use leptos::prelude::*;

/// Where the pager leads, as addresses of this list.
#[derive(Debug, Clone, Default)]
pub struct PagerLinks {
    pub first: Option<String>,
    pub previous: Option<String>,
    pub next: Option<String>,
    /// Counts to the end; offered where the count stopped early.
    pub count_exactly: Option<String>,
    /// The list with so many rows a page; the current size has no address.
    pub sizes: Vec<(u16, Option<String>)>,
}

/// "50 of 10,000+ numbers", previous and next.
#[component]
pub fn Pager(
    shown: usize,
    total: Count,
    noun: &'static str,
    links: PagerLinks,
    /// A search that stopped after so many rows without filling the page.
    #[prop(default = None)]
    searched: Option<u64>,
) -> impl IntoView {
    let PagerLinks { first, previous, next, count_exactly, sizes } = links;
    let sizes = (!sizes.is_empty()).then(|| view! { <Sizes sizes=sizes/> });
    let searched = searched.map(|rows| {
        view! { <span class="muted">{format!("Searched {} rows so far; Next goes on from there.", grouped(rows))}</span> }
    });
    let total = total.seeing(shown as u64);
    let figures = match honest_of(total, noun) {
        unknown if unknown.is_empty() => view! { <span class="muted">"None found so far"</span> }.into_any(),
        known => view! {
            <b class="font-semibold">{grouped(shown as u64)}</b>
            <span class="muted">" of "</span>
            <span class="font-semibold">{known}</span>
        }
        .into_any(),
    };
    view! {
        <nav class="no-print flex flex-wrap items-center justify-between gap-3 border-t hairline px-3 py-2.5" aria-label="Pages">
            <p class="flex flex-wrap items-center gap-x-2">
                <span class="figures">{figures}</span>
                {total.is_capped().then_some(count_exactly).flatten().map(|href| view! { <a class="text-link" href=href rel="nofollow">"Count all"</a> })}
                {searched}
            </p>
            <div class="flex flex-wrap items-center gap-1.5">
                {sizes}
                {first.map(|href| view! { <a class="btn btn-sm btn-ghost" href=href>"First page"</a> })}
                <Step href=previous label="Previous" icon="chevron-left" rel="prev"/>
                <Step href=next label="Next" icon="chevron-right" rel="next"/>
            </div>
        </nav>
    }
}

/// How many rows a page has.
#[component]
fn Sizes(sizes: Vec<(u16, Option<String>)>) -> impl IntoView {
    let size = |(rows, href): (u16, Option<String>)| match href {
        Some(href) => view! { <a class="quiet-link px-1" href=href>{rows.to_string()}</a> }.into_any(),
        None => view! { <b class="px-1 font-semibold" aria-current="true">{rows.to_string()}</b> }.into_any(),
    };
    view! {
        <p class="figures me-2 hidden items-center gap-0.5 md:flex">
            <span class="muted me-1">"Rows"</span>
            {sizes.into_iter().map(size).collect_view()}
        </p>
    }
}

#[component]
fn Step(href: Option<String>, label: &'static str, icon: &'static str, rel: &'static str) -> impl IntoView {
    let back = rel == "prev";
    let inside = move || {
        view! {
            {back.then(|| view! { <Icon name=icon/> })}
            {label}
            {(!back).then(|| view! { <Icon name=icon/> })}
        }
    };
    match href {
        Some(href) => view! { <a class="btn btn-sm" href=href rel=rel>{inside()}</a> }.into_any(),
        None => view! { <span class="btn btn-sm btn-disabled" aria-disabled="true">{inside()}</span> }.into_any(),
    }
}

/// The ways on of a list that goes by time and is not counted; nothing where it has one page.
#[component]
pub fn NewerOlder(
    /// The address of the list, with what it is narrowed by.
    list: String,
    previous: Option<Cursor>,
    next: Option<Cursor>,
) -> impl IntoView {
    let joined = if list.contains('?') { '&' } else { '?' };
    let step = |cursor: Option<Cursor>, label: &'static str, icon: &'static str| {
        cursor.map(|cursor| {
            let href = format!("{list}{joined}cursor={}", paths::query_value(&cursor.0));
            view! { <a class="btn btn-sm" href=href><Icon name=icon/>{label}</a> }
        })
    };
    let (previous, next) = (step(previous, "Newer", "chevron-left"), step(next, "Older", "chevron-right"));
    view! {
        <nav class="no-print flex justify-end gap-1.5 border-t hairline px-3 py-2.5 empty:hidden" aria-label="Pages">{previous}{next}</nav>
    }
}
