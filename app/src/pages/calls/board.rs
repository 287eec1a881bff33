//! The board: calls by where they stand, the newest of each; a column's head leads to its list.

use super::row::{anchor, bare_status, party, way};
use super::sections::{Section, tabs};
use crate::components::badge::{Badge, Face, Tone};
use crate::components::count::honest;
use crate::components::empty::Empty;
use crate::components::flash::Notice;
use crate::components::moment::{exact, near};
use crate::components::toolbar::Chips;
use crate::pages::list_state::ListState;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::Right;
use domain::call::Call;
use domain::filter::{Calls, Filter};
use domain::page::PageSize;
use engine::call::Column;
use leptos::prelude::*;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Calls of a column.
const CALLS: u64 = 20;

/// The page.
#[component]
pub fn CallBoard() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let list = ListState::<Calls>::read(&request, &[])?;
        let columns = if list.errors.is_empty() {
            engine::call::board(&request.engine, scope, &list.query.filter, PageSize::clamped(CALLS)).await?
        } else {
            Vec::new()
        };
        let may_change = scope.may(Right::ChangeCalls);
        Ok(Sheet::new("Board", Place::Calls, content(&list, columns, &request.here(), may_change, request.now))
            .wide()
            .beneath_page("Calls", paths::calls()))
    })
}

fn content(
    list: &ListState<Calls>,
    columns: Vec<Column>,
    here: &str,
    may_change: bool,
    now: OffsetDateTime,
) -> AnyView {
    let wrong = list.wrong(&[]).map(|text| view! { <Notice tone=Tone::Error>{text}</Notice> });
    let nothing = columns.iter().all(|column| column.calls.rows.is_empty()) && list.errors.is_empty();
    let filter = &list.query.filter;
    let columns = columns.into_iter().map(|column| lane(column, filter, here, may_change, now)).collect_view();
    view! {
        {tabs(Section::Board)}
        <div class="mt-4 flex flex-col gap-3">
            <Chips chips=list.chips() clear=list.cleared()/>
            {wrong}
            {if nothing {
                view! {
                    <div class="surface"><Empty icon="kanban" title="No calls here" text="Calls stand in the column of their status.">
                        <a class="btn" href=paths::calls()>"To the list"</a>
                    </Empty></div>
                }.into_any()
            } else {
                view! { <div class="board">{columns}</div> }.into_any()
            }}
        </div>
    }
    .into_any()
}

fn lane(
    column: Column,
    filter: &Filter<Calls>,
    here: &str,
    may_change: bool,
    now: OffsetDateTime,
) -> impl IntoView + use<> {
    let Column { status, count, calls } = column;
    let all = filter.with("status", status.as_str()).map(|filter| filter.to_query()).unwrap_or_default();
    let href = paths::calls_where(&all);
    let more = calls.next.is_some();
    let face = Face::of_call(status);
    let empty = calls.rows.is_empty();
    let cards = calls.rows.into_iter().map(|call| card(call, here, may_change, now)).collect_view();
    let label = format!("{}: {} calls", status.label(), honest(count));
    view! {
        <section class="surface flex min-w-0 flex-col" aria-label=label>
            <h2 class="flex items-center justify-between gap-2 border-b hairline px-3 py-2.5 text-sm">
                <a href=href.clone()><Badge face=face/></a>
                <span class="figures muted">{honest(count)}</span>
            </h2>
            {empty.then(|| view! { <p class="muted px-3 py-4">"None."</p> })}
            <ul class="flex flex-col">{cards}</ul>
            {more.then(|| view! { <p class="border-t hairline px-3 py-2.5"><a class="text-link" href=href>"All of them"</a></p> })}
        </section>
    }
}

fn card(call: Call, here: &str, may_change: bool, now: OffsetDateTime) -> impl IntoView + use<> {
    let start = call.start.format(&Rfc3339).unwrap_or_default();
    let status = may_change.then(|| bare_status(&call, here));
    view! {
        <li class="flex flex-col gap-1 border-t hairline px-3 py-2.5 first:border-t-0" id=anchor(&call)>
            <span class="flex items-center gap-2">
                {way(call.direction)}
                <a class="quiet-link min-w-0 grow truncate font-medium" href=paths::call(call.id) title=call.subject.clone()>{call.subject.clone()}</a>
                {status.map(|status| view! { <span class="no-print">{status}</span> })}
            </span>
            <span class="flex flex-wrap items-baseline justify-between gap-x-3 text-xs muted">
                <time class="figures" datetime=start title=exact(call.start)>{near(call.start, now)}</time>
                {call.call_for.clone().map(party)}
            </span>
        </li>
    }
}
