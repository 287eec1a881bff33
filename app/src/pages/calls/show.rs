//! A call: facts, what can be done with it, and its timeline.

use super::row::{number, others, party, star, way};
use crate::components::badge::{Badge, Face, Tone};
use crate::components::confirm::Confirm;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::{Ago, Exact, near};
use crate::forms::refused;
use crate::pages::timeline::{About, timeline};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::Request;
use domain::Right;
use domain::activity::EntityKind;
use domain::call::{Call, Direction, print_duration};
use domain::filter::parse_pairs;
use domain::id::CallId;
use domain::page::{Cursor, PageSize};
use leptos::prelude::*;
use time::OffsetDateTime;

/// Lines of the timeline on one page.
const LINES: u64 = 30;

/// The page.
#[component]
pub fn CallShow() -> impl IntoView {
    let id = id_in_path::<CallId>("id");
    page(move |request: Request| async move {
        let (engine, scope, id) = (&request.engine, request.scope()?, id?);
        let call = engine::call::get(engine, scope, id).await?;
        let pairs = parse_pairs(&request.query);
        let before = pairs.into_iter().find(|(key, _)| key == "before").map(|(_, cursor)| Cursor(cursor));
        let size = PageSize::clamped(LINES);
        let lines = engine::activity::list(engine, scope, EntityKind::Call, id.0, before.as_ref(), size).await?;
        let typed = refused(&request).await?;
        let may_change = scope.may(Right::ChangeCalls);
        let living = call.deleted_at.is_none();
        let about = About {
            kind: EntityKind::Call,
            id: id.0,
            path: paths::call(id),
            note: (may_change && living).then(|| ("call-note", vec![("id", id.to_string())])),
        };
        let timeline = timeline(about, lines, &typed, request.now);
        let actions = actions(&call);
        let face = Face::of_call(call.status);
        let star = star(&call, &paths::call(id), may_change && living);
        let (closed, line, said) = (call.closed, line(&call, request.now), said(&call));
        let title = call.subject.clone();
        let content = view! {
            {notice(&call, may_change)}
            <div class="grid items-start gap-6 xl:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]">
                <div class="flex min-w-0 flex-col gap-6">
                    {(may_change && living).then(|| outcome(&call))}
                    {facts(call, request.now)}
                </div>
                <div class="flex min-w-0 flex-col gap-6">
                    {said}
                    {timeline}
                </div>
            </div>
        };
        Ok(Sheet::new(title, Place::Calls, content)
            .wide()
            .beneath_page("Calls", paths::calls())
            .line(line)
            .beside(view! {
                <span class="inline-flex items-center gap-2">
                    {star}
                    <Badge face=face/>
                    {closed.then(|| view! { <Badge face=Face::new(Tone::Neutral, "lock", "Closed")/> })}
                </span>
            })
            .actions(may_change && living, || actions))
    })
}

/// A form that posts what it holds.
fn deed(endpoint: &str, fields: Vec<(&'static str, String)>, button: AnyView) -> AnyView {
    let fields = fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    view! { <form method="post" action=paths::form(endpoint)>{fields.collect_view()}{button}</form> }.into_any()
}

fn actions(call: &Call) -> AnyView {
    let id = call.id.to_string();
    let of = |name, value: &str| vec![("id", id.clone()), (name, value.to_owned())];
    let (word, icon) = if call.closed { ("Reopen", "undo-2") } else { ("Close", "lock") };
    view! {
        {call.deletable.then(|| view! {
            <Confirm id="delete" label="Delete" icon="trash-2" question="Delete this call?"
                text="It leaves every list. It can be restored for 30 days, and is then forgotten with its timeline."
                keep="Keep it" action=paths::form("call-delete") fields=of("delete", "true")/>
        })}
        {deed("call-clone", vec![("id", id.clone())], view! { <button class="btn" type="submit"><Icon name="copy-plus"/>"Clone"</button> }.into_any())}
        {deed("call-close", of("closed", if call.closed { "false" } else { "true" }), view! { <button class="btn" type="submit"><Icon name=icon/>{word}</button> }.into_any())}
        <a class="btn btn-primary" href=paths::call_edit(call.id)><Icon name="pencil"/>"Edit"</a>
    }
    .into_any()
}

/// Where it stands, by one press each.
fn outcome(call: &Call) -> impl IntoView + use<> {
    let (id, now) = (call.id, call.status);
    let buttons = others(now).map(|status| {
        let face = Face::of_call(status);
        view! { <button class="btn btn-sm" type="submit" name="status" value=status.as_str()><Icon name=face.icon/>{status.label()}</button> }
    });
    view! {
        <section class="surface p-4" aria-labelledby="outcome-title">
            <h2 id="outcome-title" class="mb-3">"Set its status"</h2>
            <form class="flex flex-wrap gap-2" method="post" action=paths::form("call-status")>
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="seen" value=now.as_str()/>
                {buttons.collect_view()}
            </form>
        </section>
    }
}

/// The call in a line: which way, when, how long.
fn line(call: &Call, now: OffsetDateTime) -> String {
    let way = match call.direction {
        Direction::Inbound => "Inbound",
        Direction::Outbound => "Outbound",
    };
    let long = call.duration_s.map(|seconds| format!(" · {}", print_duration(seconds))).unwrap_or_default();
    let whom = call.call_for.as_ref().map(|party| format!(" · {}", party.name)).unwrap_or_default();
    format!("{way} · {}{long}{whom}", near(call.start, now))
}

/// What it is about and what came of it, in people's own words; nothing where nobody wrote any.
fn said(call: &Call) -> Option<AnyView> {
    let texts = [("Agenda", &call.agenda), ("Description", &call.description), ("Result", &call.result)];
    let texts: Vec<_> = texts.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    let lines = texts.iter().map(|(label, text)| {
        view! { <dt>{*label}</dt><dd class="whitespace-pre-wrap">{(*text).clone()}</dd> }
    });
    (!texts.is_empty()).then(|| {
        view! {
            <section class="surface p-4" aria-labelledby="said-title">
                <h2 id="said-title" class="mb-3">"Conversation"</h2>
                <dl class="facts">{lines.collect_view()}</dl>
            </section>
        }
        .into_any()
    })
}

fn notice(call: &Call, may_change: bool) -> AnyView {
    if call.deleted_at.is_none() {
        return ().into_any();
    }
    let fields = vec![("id", call.id.to_string()), ("delete", "false".to_owned())];
    let restore = may_change.then(|| {
        deed(
            "call-delete",
            fields,
            view! { <button class="btn btn-primary" type="submit"><Icon name="undo-2"/>"Restore"</button> }.into_any(),
        )
    });
    view! {
        <div class="mb-4 flex flex-wrap items-center gap-3">
            <Notice tone=Tone::Warning>"This call is deleted. It can be restored for 30 days from then."</Notice>
            {restore}
        </div>
    }
    .into_any()
}

fn facts(call: Call, now: OffsetDateTime) -> impl IntoView {
    let fact =
        |label: &'static str, value: Option<AnyView>| value.map(|value| view! { <dt>{label}</dt><dd>{value}</dd> });
    let tags = (!call.tags.is_empty()).then(|| {
        let tags = call.tags.iter().map(|tag| {
            let href = paths::calls_where(&format!("tag={}", paths::query_value(tag)));
            view! { <li><a class="chip" href=href>{tag.clone()}</a></li> }
        });
        view! { <ul class="flex flex-wrap gap-1.5">{tags.collect_view()}</ul> }.into_any()
    });
    let person = |named: Option<domain::crm::Named<domain::id::UserId>>| {
        named.map_or_else(|| "Nobody".to_owned(), |named| named.name)
    };
    let by = |named: &Option<domain::crm::Named<domain::id::UserId>>| {
        named.as_ref().map(|named| format!(" by {}", named.name)).unwrap_or_default()
    };
    let reminder = call.reminder.map(|minutes| format!("{minutes} min before").into_any());
    view! {
        <section class="surface p-4" aria-labelledby="facts-title">
            <h2 id="facts-title" class="mb-3">"Facts"</h2>
            <dl class="facts">
                <dt>"Start"</dt><dd><Exact at=call.start/></dd>
                {fact("End", call.end.map(|end| view! { <Exact at=end/> }.into_any()))}
                {fact("Duration", call.duration_s.map(|seconds| print_duration(seconds).into_any()))}
                <dt>"Direction"</dt><dd class="flex items-center gap-1.5">{way(call.direction)}{if call.direction == Direction::Inbound { "Inbound" } else { "Outbound" }}</dd>
                {fact("For", call.call_for.clone().map(party))}
                {fact("About", call.related_to.clone().map(party))}
                {fact("Purpose", call.purpose.as_ref().map(|purpose| purpose.name.clone().into_any()))}
                {fact("Dialled", number(&call.dialled_number))}
                {fact("Caller id", number(&call.caller_id))}
                <dt>"Owner"</dt><dd>{person(call.owner.clone())}</dd>
                <dt>"Assigned to"</dt><dd>{person(call.assigned_to.clone())}</dd>
                {fact("Reminder", reminder)}
                {fact("Tags", tags)}
                {fact("Demo data", call.demo_batch.map(|job| view! { <a class="text-link" href=paths::job(job)>"made by this job"</a> }.into_any()))}
                <dt>"Added"</dt><dd><Ago at=call.created_at now=now/>{by(&call.created_by)}</dd>
                <dt>"Changed"</dt><dd><Ago at=call.updated_at now=now/>{by(&call.updated_by)}</dd>
                <dt>"Id"</dt><dd class="mono text-xs">{call.id.to_string()}</dd>
            </dl>
        </section>
    }
}
