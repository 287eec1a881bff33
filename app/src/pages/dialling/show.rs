//! Whether a number may be dialled, and why: the verdict, its consents, and what do-not-call lists say.

use super::verdict::{face_of, verdict};
use crate::components::badge::{Badge, Face, Tone};
use crate::components::icon::Icon;
use crate::components::moment::{day, exact};
use crate::components::phone::CopyButton;
use crate::components::table::{Head, Table};
use crate::forms::{Done, FormPost};
use crate::pages::contacts::tabs::Section;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::consent::{Consent, ConsentState};
use domain::dialability::Demand;
use domain::do_not_call::{Entry, List, ListKind};
use domain::filter::parse_pairs;
use domain::phone::{AreaCode, PhoneNumber};
use domain::{FieldErrors, Right};
use engine::dialability::Told;
use engine::do_not_call::OnList;
use leptos::prelude::*;
use time::OffsetDateTime;

/// The number that the address names.
///
/// # Errors
/// At `number` when it names none.
pub(super) fn number_of(request: &Request) -> Result<PhoneNumber, Stop> {
    let pairs = parse_pairs(&request.query);
    let text = pairs.iter().find(|(key, _)| key == "number").map_or("", |(_, text)| text.as_str());
    text.parse().map_err(|error: domain::phone::NumberError| FieldErrors::one("number", error.to_string()).into())
}

/// What may be done here.
struct May {
    record: bool,
    stop: bool,
    allow: bool,
}

/// The page of one number.
#[component]
pub fn Dialling() -> impl IntoView {
    page(|request: Request| async move {
        let (engine, scope) = (&request.engine, request.scope()?);
        let number = number_of(&request)?;
        let told = engine::dialability::of(engine, scope, number, &Demand::default()).await?;
        let consents = engine::consent::history(engine, scope, number).await?;
        let lists = engine::do_not_call::look_up(engine, scope, number).await?;
        let may = May {
            record: scope.may(Right::RecordConsent),
            stop: scope.may(Right::StopDialling),
            allow: scope.may(Right::AllowDialling),
        };
        let link = if may.stop { engine::opt_out::existing(engine, scope, number).await? } else { None };
        let link = link.map(|link| format!("{}{}", request.public_url, paths::stop(&link)));
        let at = told.at;
        let in_force = consents.iter().any(|consent| consent.state(at) == ConsentState::InForce);
        let stopped = lists.kinds().contains(&ListKind::Company);
        let content = view! {
            <div class="grid items-start gap-6 lg:grid-cols-[22rem_minmax(0,1fr)]">
                <div class="surface divide-y hairline divide-base-300">
                    {facts(&told, &lists)}
                    {may.stop.then(|| opting_out(number, link))}
                </div>
                <div class="flex min-w-0 flex-col gap-6">
                    {consent_table(consents, at, may.record && in_force, number)}
                    {list_table(lists, may.allow && stopped, number)}
                </div>
            </div>
        };
        Ok(Sheet::new(number.national(), Place::Contacts, content)
            .beneath_list(Section::Consent)
            .beside(view! { <CopyButton number=number/> })
            .line("May this number be dialled, and why?")
            .actions(may.record || may.stop, move || actions(number, &may, stopped)))
    })
}

fn actions(number: PhoneNumber, may: &May, stopped: bool) -> AnyView {
    view! {
        {(may.stop && !stopped).then(|| view! {
            <form method="post" action=paths::form("do-not-call-add")>
                <input type="hidden" name="list" value="company"/>
                <input type="hidden" name="phone_numbers" value=number.to_string()/>
                <input type="hidden" name="back" value=paths::dialling(number)/>
                <button class="btn" type="submit"><Icon name="phone-off"/>"Do not call"</button>
            </form>
        })}
        {may.record.then(|| view! { <a class="btn btn-primary" href=paths::consent_new(Some(number))><Icon name="plus"/>"Record consent"</a> })}
    }
    .into_any()
}

fn facts(told: &Told, lists: &OnList) -> AnyView {
    let generated =
        if told.facts.ever_generated { "Yes: it takes a consent, whatever a campaign demands of others" } else { "No" };
    let on = lists.kinds().into_iter().map(ListKind::whose).collect::<Vec<_>>().join(", ");
    let place = told.number.and_then(|number| AreaCode::look_up(number.area_code()).ok()).map(AreaCode::place);
    view! {
        <section class="p-4" aria-label="Verdict">{verdict(told.dialability)}</section>
        <section class="p-4">
            <dl class="facts">
                <dt>"Place"</dt><dd>{place.unwrap_or_else(|| "None".to_owned())}</dd>
                <dt>"Generated"</dt><dd>{generated}</dd>
                <dt>"Do-not-call"</dt><dd>{if on.is_empty() { "On no list".to_owned() } else { format!("On {on} list") }}</dd>
                <dt>"As of"</dt><dd class="figures">{exact(told.at)}</dd>
            </dl>
            <p class="mt-3 text-xs muted text-pretty">"A campaign adds the hours of the called party and its caps."</p>
        </section>
    }
    .into_any()
}

/// The link by which whoever has the number opts out.
fn opting_out(number: PhoneNumber, link: Option<String>) -> AnyView {
    let inside = match link {
        Some(link) => view! {
            <div class="mt-3 flex items-center gap-2">
                <input class="input mono w-auto min-w-0 flex-1" type="text" readonly=true value=link.clone() aria-label="The opt-out link"/>
                <button class="btn copy-button shrink-0" type="button" data-copy=link><Icon name="copy"/>"Copy"</button>
            </div>
        }
        .into_any(),
        None => view! {
            <form class="mt-3" method="post" action=paths::form("opt-out-link")>
                <input type="hidden" name="phone_number" value=number.to_string()/>
                <button class="btn" type="submit"><Icon name="link"/>"Make an opt-out link"</button>
            </form>
        }
        .into_any(),
    };
    view! {
        <section class="p-4">
            <h2>"Opting out"</h2>
            <p class="muted mt-1 text-pretty">"By a link of their own, without signing in, whoever has this number puts it on your do-not-call list. The link itself tells neither the number nor whose it is, and does not end."</p>
            {inside}
        </section>
    }
    .into_any()
}

fn consent_table(consents: Vec<Consent>, at: OffsetDateTime, may_withdraw: bool, number: PhoneNumber) -> AnyView {
    let none = consents.is_empty();
    let head = vec![
        Head::text("Consent"),
        Head::text("State"),
        Head::text("Given").class("hidden @md:table-cell"),
        Head::text("Ends").class("hidden @lg:table-cell"),
        Head::text("Recorded by").class("hidden @2xl:table-cell"),
    ];
    let rows = consents.into_iter().map(|consent| consent_row(consent, at, may_withdraw)).collect_view();
    view! {
        <section class="surface min-w-0" aria-label="Consent">
            <div class="flex flex-wrap items-center justify-between gap-3 px-3 py-3">
                <h2>"Consent"</h2>
                {may_withdraw.then(|| view! { <a class="btn btn-danger btn-sm" href=paths::consent_withdraw(number)><Icon name="ban"/>"Withdraw"</a> })}
            </div>
            {match none {
                true => view! { <p class="muted border-t hairline px-3 py-3">"Nobody has recorded a consent for this number."</p> }.into_any(),
                false => view! { <div class="border-t hairline"><Table label="Consent".to_owned() head=head>{rows}</Table></div> }.into_any(),
            }}
        </section>
    }
    .into_any()
}

fn consent_row(consent: Consent, at: OffsetDateTime, may_prove: bool) -> impl IntoView {
    let state = consent.state(at);
    let proof = consent.terms.proof;
    let withdrawn = consent.withdrawal.map(|end| {
        let by = end.by_name.map(|by| format!(" by {by}")).unwrap_or_default();
        format!("Withdrawn {}{by}: {}", exact(end.at), end.reason)
    });
    let recorded = exact(consent.recorded_at);
    let given = day(consent.terms.given_at);
    let ends = consent.terms.expires_at.map_or_else(|| "No end".to_owned(), exact);
    let by = consent.recorded_by_name.unwrap_or_else(|| "–".to_owned());
    // What has no column of its own where it is narrow.
    let narrow = view! {
        <span class="block text-xs muted wrap-anywhere @2xl:hidden">
            <span class="@md:hidden">{format!("Given {given}. ")}</span>
            <span class="@lg:hidden">{match consent.terms.expires_at { Some(at) => format!("Ends {}. ", exact(at)), None => "No end. ".to_owned() }}</span>
            {format!("Recorded by {by}.")}
        </span>
    };
    let add = may_prove
        .then(|| view! { <a class="text-link text-xs" href=paths::consent_prove(consent.id)>"Add a proof"</a> });
    let proofs = consent.proofs.into_iter().map(|proof| {
        let by = proof.added_by.map(|by| format!(", {by}")).unwrap_or_default();
        let told = format!("{}{by}, SHA-256 {}", exact(proof.added_at), proof.sha256);
        view! { <a class="text-link block text-xs wrap-anywhere" href=format!("/files/{}", proof.file) download=true title=told>{proof.name}</a> }
    });
    let proofs = proofs.collect_view();
    view! {
        <tr>
            <td class="w-full">
                <span class="block font-medium">{consent.terms.kind.label()}</span>
                <span class="block text-xs muted wrap-anywhere">{consent.terms.source}</span>
                {narrow}
                {(!proof.is_empty()).then(|| view! { <span class="block text-xs muted wrap-anywhere">{format!("“{proof}”")}</span> })}
                {withdrawn.map(|text| view! { <span class="block text-xs wrap-anywhere">{text}</span> })}
                {proofs}
                {add}
            </td>
            <td><Badge face=face_of(state)/></td>
            <td class="hidden @md:table-cell figures whitespace-nowrap" title=exact(consent.terms.given_at)>{given.clone()}</td>
            <td class="hidden @lg:table-cell figures whitespace-nowrap">{ends}</td>
            <td class="hidden @2xl:table-cell" title=recorded><span class="block max-w-40 truncate">{by.clone()}</span></td>
        </tr>
    }
}

fn list_table(lists: OnList, may_remove: bool, number: PhoneNumber) -> AnyView {
    let none = lists.entries.is_empty();
    let head = vec![
        Head::text("List"),
        Head::text("State"),
        Head::text("How it came").class("hidden @md:table-cell"),
        Head::text("Added").class("hidden @lg:table-cell"),
    ];
    let rows = lists.entries.into_iter().map(|(kind, entry)| entry_row(kind, entry)).collect_view();
    view! {
        <section class="surface min-w-0" aria-label="Do-not-call lists">
            <div class="flex flex-wrap items-center justify-between gap-3 px-3 py-3">
                <h2>"Do-not-call lists"</h2>
                {may_remove.then(|| view! { <a class="btn btn-danger btn-sm" href=paths::do_not_call_remove(List::Company, number)>"Take off the list"</a> })}
            </div>
            {lists.installation.then(|| view! { <p class="border-t hairline px-3 py-3">"On the installation’s list, which holds for every company."</p> })}
            {match none {
                true => view! { <p class="muted border-t hairline px-3 py-3">"It never was on the company’s list."</p> }.into_any(),
                false => view! { <div class="border-t hairline"><Table label="Do-not-call lists".to_owned() head=head>{rows}</Table></div> }.into_any(),
            }}
        </section>
    }
    .into_any()
}

fn entry_row(kind: ListKind, entry: Entry) -> impl IntoView {
    let face = match &entry.removal {
        None => Face { class: "is-outlined", ..Face::new(Tone::Warning, "phone-off", "On the list") },
        Some(_) => Face { class: "is-struck", ..Face::new(Tone::Neutral, "minus", "Taken off") },
    };
    let removed = entry.removal.map(|end| {
        let by = end.by_name.map(|by| format!(" by {by}")).unwrap_or_default();
        format!("Taken off {}{by}: {}", exact(end.at), end.reason)
    });
    let whose = if kind == ListKind::Campaign { "A campaign’s" } else { "The company’s" };
    let (source, added) = (entry.source.label(), exact(entry.added_at));
    view! {
        <tr>
            <td class="w-full">
                <span class="block font-medium">{whose}</span>
                <span class="block text-xs muted wrap-anywhere @lg:hidden"><span class="@md:hidden">{source}". "</span>{format!("Added {added}.")}</span>
                {(!entry.note.is_empty()).then(|| view! { <span class="block text-xs muted wrap-anywhere">{entry.note.clone()}</span> })}
                {removed.map(|text| view! { <span class="block text-xs wrap-anywhere">{text}</span> })}
            </td>
            <td><Badge face=face/></td>
            <td class="hidden @md:table-cell whitespace-nowrap">{source}</td>
            <td class="hidden @lg:table-cell figures whitespace-nowrap">{added.clone()}</td>
        </tr>
    }
}

/// Makes the link by which whoever has a number opts out.
#[server(prefix = "/forms", endpoint = "opt-out-link")]
pub async fn make_opt_out_link(#[server(default)] phone_number: String) -> Result<(), ServerFnError> {
    let number = phone_number.parse::<PhoneNumber>();
    let post = FormPost::on(number.map_or_else(|_| paths::consents(), paths::dialling));
    let outcome = async {
        let scope = post.request.scope()?;
        let number = number.map_err(|error| FieldErrors::one("phone_number", error.to_string()))?;
        engine::opt_out::link(&post.request.engine, scope, number).await?;
        Ok::<_, Stop>(number)
    }
    .await;
    post.finish(outcome, |number| Done::at(paths::dialling(number)).saying("The link is made: copy it below.")).await
}
