//! A record: facts, what belongs to it, and its timeline.

use super::dialling::{dialling, told};
use super::tabs::Section;
use crate::components::badge::{Badge, Face, Tone};
use crate::components::confirm::Confirm;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::{Ago, Exact};
use crate::components::phone::CopyButton;
use crate::forms::refused;
use crate::pages::numbers::list::capital;
use crate::pages::timeline::{About, timeline};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::crm::{Kind, Named, Record, Reference};
use domain::filter::{Contacts, Deals, ListQuery, OfKind, parse_pairs};
use domain::id::RecordId;
use domain::page::{Cursor, PageSize};
use domain::phone::E164;
use leptos::prelude::*;
use time::OffsetDateTime;

/// How many of what belongs to it are shown; the list has all.
const BELONGING: u64 = 8;
/// Lines of the timeline on one page.
const LINES: u64 = 30;

#[component]
pub fn ContactShow() -> impl IntoView {
    show(Kind::Contact)
}

#[component]
pub fn CompanyShow() -> impl IntoView {
    show(Kind::Company)
}

#[component]
pub fn LeadShow() -> impl IntoView {
    show(Kind::Lead)
}

#[component]
pub fn DealShow() -> impl IntoView {
    show(Kind::Deal)
}

/// What the page shows beside the record.
struct Around {
    /// Those who have one of its numbers too.
    same: Vec<(Named<RecordId>, E164)>,
    contacts: Vec<Record>,
    deals: Vec<Record>,
}

fn show(kind: Kind) -> impl IntoView {
    let id = id_in_path::<RecordId>("id");
    page(move |request: Request| async move {
        let (engine, scope, id) = (&request.engine, request.scope()?, id?);
        let record = engine::crm::get(engine, scope, kind, id).await?;
        if let Some(into) = record.merged_into {
            return Err(Stop::Elsewhere(paths::record(kind, into)));
        }
        let pairs = parse_pairs(&request.query);
        let before = pairs.into_iter().find(|(key, _)| key == "before").map(|(_, cursor)| Cursor(cursor));
        let size = PageSize::clamped(LINES);
        let lines = engine::activity::list(engine, scope, kind.entity(), id.0, before.as_ref(), size).await?;
        let around = Around {
            same: if kind == Kind::Contact { engine::crm::namesakes(engine, scope, id).await? } else { Vec::new() },
            contacts: if kind == Kind::Company { of::<Contacts>(&request, kind, id).await? } else { Vec::new() },
            deals: if matches!(kind, Kind::Company | Kind::Contact) {
                of::<Deals>(&request, kind, id).await?
            } else {
                Vec::new()
            },
        };
        let told = if kind == Kind::Deal { None } else { Some(told(&request, &record).await?) };
        let calls = super::calls::newest(&request, &record).await?;
        let typed = refused(&request).await?;
        let may_change = scope.may(Right::ChangeContacts);
        let living = record.deleted_at.is_none();
        let note = vec![("kind", kind.as_str().to_owned()), ("id", id.to_string())];
        let about = About {
            kind: kind.entity(),
            id: id.0,
            path: paths::record(kind, id),
            note: (may_change && living).then_some(("record-note", note)),
        };
        let timeline = timeline(about, lines, &typed, request.now);
        let may_call = scope.may(Right::ChangeCalls);
        let actions = actions(&record, may_change, may_call);
        let calls = calls.map(|calls| super::calls::card(&record, calls, &typed, request.now));
        let face = Face::of_stage(kind, &record.stage);
        let name = record.name.clone();
        let content = view! {
            {notices(&record, &around, may_change)}
            <div class="grid items-start gap-6 xl:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]">
                <div class="flex min-w-0 flex-col gap-6">
                    {facts(&record, request.now)}
                    {told.map(|told| dialling(&record, told))}
                    {(kind == Kind::Company).then(|| belonging::<Contacts>(&record, "Contacts", &around.contacts, may_change))}
                    {matches!(kind, Kind::Company | Kind::Contact).then(|| belonging::<Deals>(&record, "Deals", &around.deals, may_change))}
                </div>
                <div class="flex min-w-0 flex-col gap-6">
                    {calls}
                    {timeline}
                </div>
            </div>
        };
        Ok(Sheet::new(name, Place::Contacts, content)
            .wide()
            .beneath_list(Section::Records(kind))
            .beside(view! { <Badge face=face/> })
            .actions(may_change || may_call, || actions))
    })
}

/// The newest of another kind that refer to this one.
async fn of<S: OfKind>(request: &Request, kind: Kind, id: RecordId) -> Result<Vec<Record>, Stop> {
    let filter = domain::filter::Filter::parse([(kind.as_str(), id.to_string())])?;
    let query = ListQuery::<S> { filter, page_size: PageSize::clamped(BELONGING), ..ListQuery::default() };
    Ok(engine::crm::list(&request.engine, request.scope()?, &query).await?.rows)
}

fn actions(record: &Record, may_change: bool, may_call: bool) -> AnyView {
    let (kind, id) = (record.kind, record.id);
    if record.deleted_at.is_some() {
        return ().into_any();
    }
    let call = may_call.then(|| {
        view! { <a class="btn" href=super::calls::new_call(record)><Icon name="phone"/>"New call"</a> }
    });
    if !may_change {
        return call.into_any();
    }
    let convertible = kind == Kind::Lead && record.stage != "converted";
    let fields = vec![("kind", kind.as_str().to_owned()), ("id", id.to_string())];
    let question = format!("Delete this {}?", kind.as_str());
    view! {
        <Confirm id="delete" label="Delete" icon="trash-2" question=question
            text="It leaves every list. It can be restored for 30 days, and is then forgotten with its timeline."
            keep="Keep it" action=paths::form("record-delete") fields=fields/>
        {call}
        <a class=if convertible { "btn" } else { "btn btn-primary" } href=paths::record_edit(kind, id)><Icon name="pencil"/>"Edit"</a>
        {convertible.then(|| view! { <a class="btn btn-primary" href=paths::lead_convert(id)><Icon name="arrow-right"/>"Convert"</a> })}
    }
    .into_any()
}

fn notices(record: &Record, around: &Around, may_change: bool) -> AnyView {
    let (kind, id) = (record.kind, record.id);
    if record.deleted_at.is_some() {
        let says = format!("This {} is deleted. It can be restored for 30 days from then.", kind.as_str());
        return view! {
            <div class="mb-4 flex flex-wrap items-center gap-3">
                <Notice tone=Tone::Warning>{says}</Notice>
                {may_change.then(|| view! {
                    <form method="post" action=paths::form("record-delete")>
                        <input type="hidden" name="kind" value=kind.as_str()/>
                        <input type="hidden" name="id" value=id.to_string()/>
                        <input type="hidden" name="delete" value="false"/>
                        <button class="btn btn-primary" type="submit"><Icon name="undo-2"/>"Restore"</button>
                    </form>
                })}
            </div>
        }
        .into_any();
    }
    let mut seen = Vec::new();
    let same = around.same.iter().filter(|(other, _)| {
        let new = !seen.contains(&other.id);
        seen.push(other.id);
        new
    });
    let lines = same
        .map(|(other, number)| {
            let says = format!("{} has {} too. ", other.name, number.readable());
            let look = paths::record(Kind::Contact, other.id);
            let merge = may_change.then(|| paths::contact_merge(id, Some(other.id)));
            view! {
                <Notice tone=Tone::Warning>
                    <span class="wrap-anywhere">{says}</span>
                    <a class="text-link" href=look>"Look"</a>
                    {merge.map(|href| view! { " · "<a class="text-link" href=href>"Compare and merge"</a> })}
                </Notice>
            }
        })
        .collect_view();
    view! { <div class="mb-4 flex flex-col gap-2 empty:hidden">{lines}</div> }.into_any()
}

fn facts(record: &Record, now: OffsetDateTime) -> impl IntoView + use<> {
    let kind = record.kind;
    let named = |of: Kind, named: &Option<Named<RecordId>>| {
        named.clone().map(|named| view! { <a class="text-link" href=paths::record(of, named.id)>{named.name}</a> })
    };
    let fact =
        |label: &'static str, value: Option<AnyView>| value.map(|value| view! { <dt>{label}</dt><dd>{value}</dd> });
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned().into_any());
    let phones = (!record.phones.is_empty()).then(|| {
        let lines = record.phones.iter().enumerate().map(|(place, phone)| {
            let note =
                if place == 0 { format!("{}, primary", phone.label.as_str()) } else { phone.label.as_str().to_owned() };
            view! {
                <li class="flex flex-wrap items-center gap-x-2">
                    <span class="mono whitespace-nowrap">{phone.number.readable()}</span>
                    <CopyButton number=phone.number/>
                    <span class="text-xs muted">{note}</span>
                </li>
            }
        });
        view! { <ul class="flex flex-col gap-1">{lines.collect_view()}</ul> }.into_any()
    });
    let email = (!record.email.is_empty()).then(|| {
        let href = format!("mailto:{}", record.email);
        view! { <a class="text-link" href=href>{record.email.clone()}</a> }.into_any()
    });
    let website = (!record.website.is_empty()).then(|| {
        view! { <a class="text-link" href=record.website.clone() rel="noopener noreferrer nofollow">{record.website.clone()}</a> }.into_any()
    });
    let tags = (!record.tags.is_empty()).then(|| {
        let tags = record.tags.iter().map(|tag| {
            let href = format!("{}?tag={}", paths::records(kind), paths::query_value(tag));
            view! { <li><a class="chip" href=href>{tag.clone()}</a></li> }
        });
        view! { <ul class="flex flex-wrap gap-1.5">{tags.collect_view()}</ul> }.into_any()
    });
    let company = if kind == Kind::Lead {
        text(&record.company_name)
    } else {
        named(Kind::Company, &record.company).map(IntoAny::into_any)
    };
    let owner = record.owner.as_ref().map_or("Nobody".to_owned(), |owner| owner.name.clone());
    let by =
        |by: &Option<Named<domain::id::UserId>>| by.as_ref().map(|by| format!(" by {}", by.name)).unwrap_or_default();
    let notes = (!record.notes.is_empty())
        .then(|| view! { <span class="whitespace-pre-wrap">{record.notes.clone()}</span> }.into_any());
    view! {
        <section class="surface p-4" aria-labelledby="facts-title">
            <h2 id="facts-title" class="mb-3">"Facts"</h2>
            <dl class="facts">
                {fact("Amount", record.amount.as_ref().map(|amount| amount.to_string().into_any()))}
                {fact("Phones", phones)}
                {fact("E-mail", email)}
                {fact("Website", website)}
                {fact("Company", company)}
                {fact(if kind == Kind::Lead { "Became" } else { "Contact" }, named(Kind::Contact, &record.contact).map(IntoAny::into_any))}
                {fact("Deal", named(Kind::Deal, &record.deal).map(IntoAny::into_any))}
                <dt>"Stage"</dt><dd>{capital(&record.stage)}</dd>
                {fact("Closes", record.expected_close.map(|day| day.to_string().into_any()))}
                {fact("Source", text(&record.source))}
                <dt>"Owner"</dt><dd>{owner}</dd>
                {fact("Time zone", text(&record.time_zone))}
                {fact("Tags", tags)}
                {fact("Notes", notes)}
                <dt>"Added"</dt><dd><Ago at=record.created_at now=now/>{by(&record.created_by)}<br/><span class="text-xs muted"><Exact at=record.created_at/></span></dd>
                <dt>"Changed"</dt><dd><Ago at=record.updated_at now=now/>{by(&record.updated_by)}</dd>
                <dt>"Id"</dt><dd class="mono text-xs">{record.id.to_string()}</dd>
            </dl>
        </section>
    }
}

/// The newest of what belongs to the record, with links to all of them and to a new one.
fn belonging<S: OfKind>(record: &Record, label: &'static str, those: &[Record], may_change: bool) -> AnyView {
    let (kind, of) = (S::KIND, record.kind);
    let all = format!("{}?{}={}", paths::records(kind), of.as_str(), record.id);
    let reference = paths::query_value(&Reference::to(&record.name, record.id.0));
    let add = format!("{}?{}={reference}", paths::record_new(kind), of.as_str());
    let none = those.is_empty();
    let lines = those
        .iter()
        .map(|line| {
            let note = line
                .amount
                .as_ref()
                .map(ToString::to_string)
                .or_else(|| line.phones.first().map(|phone| phone.number.readable()));
            view! {
                <li class="flex items-baseline justify-between gap-3">
                    <a class="quiet-link min-w-0 truncate" href=paths::record(kind, line.id)>{line.name.clone()}</a>
                    <span class="figures text-xs muted whitespace-nowrap">{note}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="surface p-4">
            <header class="mb-3 flex items-center justify-between gap-3">
                <h2>{label}</h2>
                {(!none).then(|| view! { <a class="text-link text-xs" href=all>"All"</a> })}
            </header>
            {if none {
                view! { <p class="muted">"None yet."</p> }.into_any()
            } else {
                view! { <ul class="flex flex-col gap-2">{lines}</ul> }.into_any()
            }}
            {may_change.then(|| view! { <p class="mt-3"><a class="text-link" href=add>{format!("Add a {}", kind.as_str())}</a></p> })}
        </section>
    }
    .into_any()
}
