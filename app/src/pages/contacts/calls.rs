//! The calls of a record on its page: a field that logs one, the newest of them, and ways to a new one and to all.

use crate::components::badge::{Badge, Face};
use crate::components::field::Typed;
use crate::components::icon::Icon;
use crate::components::moment::{exact, near};
use crate::pages::calls::log::log_form;
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::call::{Call, Field, party_word};
use domain::crm::{Kind, Record, Reference};
use domain::filter::{Calls, Filter, ListQuery};
use domain::page::PageSize;
use leptos::prelude::*;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// How many are shown; the list has all.
const SHOWN: u64 = 5;

/// What the card shows.
pub(super) struct Newest {
    calls: Vec<Call>,
    /// The address of all of them.
    all: String,
    may_change: bool,
}

/// A deal is what calls are about; everybody else is whom they are for.
fn is_about(kind: Kind) -> bool {
    kind == Kind::Deal
}

/// The newest calls of a record; nothing for those who may not see calls.
pub(super) async fn newest(request: &Request, record: &Record) -> Result<Option<Newest>, Stop> {
    let scope = request.scope()?;
    if !scope.may(Right::SeeCalls) {
        return Ok(None);
    }
    let (of, of_id) = if is_about(record.kind) { ("related", "related_id") } else { ("for", "for_id") };
    let filter = Filter::<Calls>::parse([(of, party_word(record.kind).to_owned()), (of_id, record.id.to_string())])?;
    let all = paths::calls_where(&filter.to_query());
    let query = ListQuery { filter, page_size: PageSize::clamped(SHOWN), ..ListQuery::default() };
    let calls = engine::call::list(&request.engine, scope, &query).await?.rows;
    Ok(Some(Newest { calls, all, may_change: scope.may(Right::ChangeCalls) && record.deleted_at.is_none() }))
}

/// The form of a new call, which begins with whom it is for and the number to be dialled.
pub(super) fn new_call(record: &Record) -> String {
    let [of, of_id] = match is_about(record.kind) {
        true => [Field::RelatedTo, Field::RelatedToId],
        false => [Field::CallFor, Field::CallForId],
    };
    let number = record.phones.first().map(|phone| phone.number.readable()).unwrap_or_default();
    let pairs = [
        (of, party_word(record.kind).to_owned()),
        (of_id, Reference::to(&record.name, record.id.0)),
        (Field::DialledNumber, number),
    ];
    let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<_> = pairs.map(|(field, value)| format!("{}={}", field.name(), paths::query_value(value))).collect();
    format!("{}?{}", paths::call_new(), query.join("&"))
}

/// The card.
pub(super) fn card(record: &Record, newest: Newest, typed: &Typed, now: OffsetDateTime) -> AnyView {
    let Newest { calls, all, may_change } = newest;
    let (kind, id) = (record.kind, record.id);
    let none = calls.is_empty();
    let lines = calls.into_iter().map(|call| line(&call, now)).collect_view();
    view! {
        <section class="surface" aria-labelledby="calls-title">
            <header class="flex items-center justify-between gap-3 px-4 py-3">
                <h2 id="calls-title">"Calls"</h2>
                {(!none).then(|| view! { <a class="text-link text-xs" href=all>"All"</a> })}
            </header>
            {may_change.then(|| view! {
                <div class="border-t hairline">{log_form(typed, paths::record(kind, id), Some((kind, id)))}</div>
            })}
            {if none {
                view! { <p class="muted px-4 pb-4 pt-3">"None yet. A call that is logged or planned stands here and on the timeline."</p> }.into_any()
            } else {
                view! { <ul>{lines}</ul> }.into_any()
            }}
        </section>
    }
    .into_any()
}

fn line(call: &Call, now: OffsetDateTime) -> impl IntoView + use<> {
    let start = call.start.format(&Rfc3339).unwrap_or_default();
    let icon = match call.direction {
        domain::call::Direction::Inbound => "phone-incoming",
        domain::call::Direction::Outbound => "phone-outgoing",
    };
    view! {
        <li class="flex items-center gap-3 border-t hairline px-4 py-2.5 first:border-t-0">
            <span class="muted"><Icon name=icon/></span>
            <a class="quiet-link min-w-0 grow truncate font-medium" href=paths::call(call.id)>{call.subject.clone()}</a>
            <time class="figures hidden text-xs muted whitespace-nowrap sm:inline" datetime=start title=exact(call.start)>{near(call.start, now)}</time>
            <Badge face=Face::of_call(call.status)/>
        </li>
    }
}
