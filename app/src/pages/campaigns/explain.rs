//! Why a number is called by a campaign or not: the verdict now, what it rests on, and the next seven days.

use super::abandoned;
use super::contacts::face;
use super::dial::{clocks, inputs};
use crate::components::badge::Badge;
use crate::components::field::{TextField, Typed};
use crate::components::icon::Icon;
use crate::components::moment::Exact;
use crate::components::week::{OpenDay, Week};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::Request;
use domain::FieldErrors;
use domain::calling_rule::CallingRule;
use domain::crm::Kind;
use domain::dial::Zones;
use domain::dial::hours::by_day;
use domain::filter::{parse_pairs, verdict_label};
use domain::id::CampaignId;
use domain::phone::PhoneNumber;
use engine::campaign::{Explained, OUTLOOK_DAYS, OpenDial};
use leptos::prelude::*;

/// The page; without a number it asks for one.
#[component]
pub fn CampaignExplain() -> impl IntoView {
    let id = id_in_path::<CampaignId>("id");
    page(|request: Request| async move {
        let (engine, scope, id) = (&request.engine, request.scope()?, id?);
        let campaign = engine::campaign::get(engine, scope, id).await?;
        let asked = parse_pairs(&request.query).into_iter().find(|(key, _)| key == "number");
        let mut typed = Typed::default();
        let mut explained = None;
        if let Some((_, text)) = asked {
            typed.put("number", &text);
            match text.parse::<PhoneNumber>() {
                Ok(number) => explained = Some(engine::campaign::explain(engine, scope, id, number).await?),
                Err(error) => typed = typed.refused(FieldErrors::one("number", error.to_string())),
            }
        }
        let told = explained.map(|explained| told(&explained));
        let content = view! {
            <div class="flex flex-col gap-6">
                <form class="surface flex flex-wrap items-end gap-3 p-4" method="get" action=paths::campaign_explain(id) role="search">
                    <div class="min-w-56 flex-1"><TextField at=typed.field("number") label="Phone number"/></div>
                    <button class="btn btn-primary" type="submit">"Explain"</button>
                </form>
                {told}
            </div>
        };
        Ok(Sheet::new("Why is it called, or not?", Place::Campaigns, content)
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page(campaign.name, paths::campaign(id))
            .line("By everything that decides when a call is placed, for a number on its list or any other. Nothing is dialled by asking.")
            .actions(true, || {
                view! { <a class="btn" href=paths::campaign_history(id)><Icon name="chart-column"/>"All of its list, by hour"</a> }.into_any()
            }))
    })
}

fn told(told: &Explained) -> AnyView {
    let word = told.verdict.as_str();
    let label = if told.verdict.as_str() == "ALLOWED" { told.verdict.says() } else { verdict_label(word).to_owned() };
    let who = match (told.contact, told.contact_name.clone()) {
        (Some(id), Some(name)) => {
            view! { " · "<a class="text-link" href=paths::record(Kind::Contact, id)>{name}</a> }.into_any()
        }
        _ => ().into_any(),
    };
    let number = told.number;
    let inputs = inputs(&told.inputs);
    let stopped = told.abandoned.as_ref().filter(|share| share.stops()).map(|share| {
        view! { <p class="mt-1 text-pretty tone-warning">"The campaign calls nobody for now, for its abandoned calls: "{abandoned::says(share)}</p> }
    });
    view! {
        <div class="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
            <div class="flex min-w-0 flex-col gap-6">
                <section class="surface p-4" aria-labelledby="now">
                    <h2 id="now"><a class="quiet-link mono" href=paths::dialling(number)>{number.national()}</a>{who}</h2>
                    <div class="mt-3"><Badge face=face(Some(word))/></div>
                    <p class="mt-2 text-pretty">{label}</p>
                    {closed(&told.closed_by)}
                    {open(told.open_dial.as_ref())}
                    {stopped}
                </section>
                {outlook(told)}
            </div>
            <aside class="surface divide-y hairline divide-base-300" aria-label="What it rests on">
                <section class="p-4">
                    <h2 class="mb-3">"What is known"</h2>
                    <dl class="facts">
                        {inputs.into_iter().map(|(name, value)| view! { <dt>{name}</dt><dd class="figures">{value}</dd> }).collect_view()}
                        {told.zones.as_ref().map(|zones| view! { <dt>"Their clock"</dt><dd class="figures">{clocks(zones, told.at, told.at)}</dd> })}
                        <dt>"As of"</dt><dd><Exact at=told.at/></dd>
                    </dl>
                </section>
                {rules(&told.rules)}
            </aside>
        </div>
    }
    .into_any()
}

/// The rules by which they are not called at the moment.
fn closed(rules: &[CallingRule]) -> Option<AnyView> {
    let named: Vec<String> = rules.iter().map(|rule| format!("{} ({})", rule.value.says(), rule.id)).collect();
    (!named.is_empty()).then(|| {
        view! { <p class="muted mt-1 text-pretty">"Closed now by the law: "{named.join("; ")}"."</p> }.into_any()
    })
}

/// The dial that is open, as nobody else calls the number meanwhile.
fn open(dial: Option<&OpenDial>) -> Option<AnyView> {
    dial.map(|dial| {
        let (href, name) = (paths::dial(dial.call_id), dial.campaign_name.clone());
        view! {
            <p class="mt-1 text-pretty">"There is "<a class="text-link" href=href>"an open dial"</a>" of it in "{name}": until that ends nobody else calls it."</p>
        }
        .into_any()
    })
}

fn outlook(told: &Explained) -> AnyView {
    let utc = Zones::utc();
    let zones = told.zones.as_ref().unwrap_or(&utc);
    let names = zones.names();
    let clock = names.first().cloned().unwrap_or_default().replace('_', " ");
    let clock = match names.len() {
        0 | 1 => format!("By the clock of {clock}."),
        many => format!("By the clock of {clock}; open is what is open by all {many} clocks that they may go by."),
    };
    let days = by_day(&told.outlook, zones, told.at, OUTLOOK_DAYS).into_iter().map(|open| {
        let (weekday, month) = (open.day.weekday().to_string(), open.day.month().to_string());
        let label = format!("{:.3} {} {:.3}", weekday, open.day.day(), month);
        OpenDay { label, minutes: open.minutes }
    });
    let days: Vec<OpenDay> = days.collect();
    let content = if told.outlook.is_empty() {
        view! { <p class="mt-2 muted text-pretty">"As things stand they are not called at all within seven days."</p> }
            .into_any()
    } else {
        view! { <p class="mt-1 mb-3 text-xs muted text-pretty">{clock}</p><Week title="When they may be called" days=days/> }.into_any()
    };
    view! {
        <section class="surface p-4" aria-labelledby="outlook">
            <h2 id="outlook">"The next seven days"</h2>
            {content}
        </section>
    }
    .into_any()
}

fn rules(rules: &[CallingRule]) -> AnyView {
    let lines = rules.iter().map(|rule| {
        view! {
            <li>
                <span class="block">{format!("{}: {}", rule.value.kind().label(), rule.value.says())}</span>
                <span class="block text-xs muted text-pretty">{format!("{}, {}", rule.jurisdiction, rule.source)}</span>
            </li>
        }
    });
    let lines = lines.collect_view();
    let none = rules.is_empty();
    view! {
        <section class="p-4">
            <h2 class="mb-3">"Calling rules that count today"</h2>
            {if none { view! { <p class="muted">"None."</p> }.into_any() } else { view! { <ul class="flex flex-col gap-3">{lines}</ul> }.into_any() }}
            <a class="text-link mt-3 inline-block" href=paths::calling_rules()>"All calling rules"</a>
        </section>
    }
    .into_any()
}
