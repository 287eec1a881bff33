//! One dial: its verdict with what that was made of, each attempt, what the provider told, and what comes next; calling it
//! now, and cancelling it.

use super::contacts::face;
use crate::components::badge::{Badge, Face, Tone};
use crate::components::confirm::Confirm;
use crate::components::figure::duration;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::{Ago, Exact, exact, near};
use crate::components::table::{Head, Table};
use crate::forms::{Done, FormPost};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::crm::Kind;
use domain::dial::{AttemptState, Outcome, Zones};
use domain::filter::verdict_label;
use engine::dial::{Attempt, Dial, DialStory, EventKind, ProviderEvent};
use leptos::prelude::*;
use serde_json::Value;
use time::OffsetDateTime;

/// A dial's page.
#[component]
pub fn DialShow() -> impl IntoView {
    let call_id = id_in_path("dial");
    page(|request: Request| async move {
        let scope = request.scope()?;
        let story = engine::dial::get(&request.engine, scope, call_id?).await?;
        let may = scope.may(Right::StartDials) && !story.dial.state.is_ended();
        // Who may not be called now is not offered to be: the verdict would refuse it.
        let waits = story.dial.state.is_waiting() && story.dial.verdict == "ALLOWED";
        let dial = &story.dial;
        let (title, state, call_id) = (dial.number.national(), dial.state, dial.call_id.to_string());
        let (campaign, name) = (dial.campaign, dial.campaign_name.clone());
        let content = content(&story, request.now);
        Ok(Sheet::new(title, Place::Campaigns, content)
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page(name, paths::campaign(campaign))
            .beneath_page("Dials", paths::campaign_dials(campaign))
            .beside(view! { <Badge face=Face::of_dial(state)/> })
            .actions(may, move || {
                let now = waits.then(|| {
                    view! {
                        <form method="post" action=paths::form("dial-call-now")>
                            <input type="hidden" name="call_id" value=call_id.clone()/>
                            <button class="btn" type="submit"><Icon name="phone-outgoing"/>"Call now"</button>
                        </form>
                    }
                });
                view! {
                    {now}
                    <Confirm id="cancel-dial" label="Cancel dial" icon="ban" question="Cancel this dial?"
                        text="If it waits it is never called; a call that is under way is hung up. This can’t be taken back."
                        keep="Keep it" action=paths::form("dial-cancel") fields=vec![("call_id", call_id)]/>
                }
                .into_any()
            }))
    })
}

fn content(story: &DialStory, now: OffsetDateTime) -> AnyView {
    let dial = &story.dial;
    let error = dial.error.clone().filter(|error| !error.is_empty()).map(|error| {
        let tone = if dial.state.is_ended() { Tone::Warning } else { Tone::Neutral };
        view! { <Notice tone=tone>{error}</Notice> }
    });
    let next = dial.next_at.map(|at| {
        let text = if at > now {
            let there = zones_of(dial.verdict_inputs.as_ref())
                .map(|zones| format!(" For them that is {}.", clocks(&zones, at, now)));
            format!("Next attempt: {}.{}", near(at, now), there.unwrap_or_default())
        } else {
            "It is due now.".to_owned()
        };
        view! { <Notice tone=Tone::Info><span title=exact(at)>{text}</span></Notice> }
    });
    view! {
        <div class="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
            <div class="flex min-w-0 flex-col gap-6">
                {error}
                {next}
                {attempts(&story.attempts, now)}
                {events(&story.events, now)}
            </div>
            <aside class="surface divide-y hairline divide-base-300" aria-label="Facts">
                {verdict(dial, now)}
                {facts(dial, now)}
            </aside>
        </div>
    }
    .into_any()
}

/// The clocks that whoever is called may go by, as a verdict found them.
fn zones_of(inputs: Option<&Value>) -> Option<Zones> {
    let names = inputs?["zones"].as_array()?;
    Zones::named(names.iter().filter_map(Value::as_str)).ok()
}

/// What their clocks show at a moment: "Tomorrow 09:00 in America/Chicago".
pub(super) fn clocks(zones: &Zones, at: OffsetDateTime, now: OffsetDateTime) -> String {
    let today = zones.clocks(now);
    let shown = zones.clocks(at).into_iter().zip(today).map(|((name, day, minute), (_, today, _))| {
        let word = match (day - today).whole_days() {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            _ => format!("{:.3}, {day}", day.weekday().to_string()),
        };
        format!("{word} {:02}:{:02} in {}", minute / 60, minute % 60, name.replace('_', " "))
    });
    shown.collect::<Vec<_>>().join(" and ")
}

/// The verdict and what it was made of.
fn verdict(dial: &Dial, now: OffsetDateTime) -> impl IntoView + use<> {
    let word = dial.verdict.as_str();
    let inputs = dial.verdict_inputs.as_ref().map(inputs).unwrap_or_default();
    view! {
        <section class="p-4">
            <h2 class="mb-3">"Verdict"</h2>
            <Badge face=face(Some(word))/>
            // Who may be called needs no reason.
            {(word != "ALLOWED").then(|| view! { <p class="mt-2 text-pretty">{verdict_label(word).to_owned()}</p> })}
            <p class="mt-0.5 text-xs muted">"Judged "<Ago at=dial.verdict_at now=now/></p>
            <dl class="facts mt-3">
                {(!dial.state.is_ended()).then(|| zones_of(dial.verdict_inputs.as_ref()).map(|zones| view! { <dt>"Their clock"</dt><dd class="figures">{clocks(&zones, now, now)}</dd> }))}
                {inputs.into_iter().map(|(name, value)| view! { <dt>{name}</dt><dd class="figures">{value}</dd> }).collect_view()}
            </dl>
            <a class="text-link mt-3 inline-block" href=paths::campaign_explains(dial.campaign, dial.number)>"Today, and the next seven days"</a>
        </section>
    }
}

/// What a verdict was made of, as words.
pub(super) fn inputs(inputs: &Value) -> Vec<(&'static str, String)> {
    let figure = |name: &str| inputs[name].as_u64().map(|figure| figure.to_string());
    let zones =
        inputs["zones"].as_array().map(|zones| zones.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "));
    let rules = inputs["rules"].as_array().filter(|rules| !rules.is_empty());
    let rules = rules.map(|rules| rules.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "));
    let list = match inputs["do_not_call"].as_str() {
        None => "On none",
        Some("installation") => "On the installation’s",
        Some("campaign") => "On the campaign’s",
        Some(_) => "On the company’s",
    };
    let generated = inputs["ever_generated"].as_bool().map(|ever| if ever { "Yes" } else { "No" }.to_owned());
    [
        ("Rules of the law", rules),
        ("Time zones", Some(zones.unwrap_or_else(|| "Unknown".to_owned()))),
        ("Ever generated", generated),
        ("Do-not-call list", Some(list.to_owned())),
        ("Consents", figure("consents")),
        ("Calls, 24 hours", figure("calls_24h")),
        ("Calls ever", figure("calls_ever")),
    ]
    .into_iter()
    .filter_map(|(name, value)| value.map(|value| (name, value)))
    .collect()
}

fn facts(dial: &Dial, now: OffsetDateTime) -> impl IntoView + use<> {
    let contact = match (dial.contact, dial.contact_name.clone()) {
        (Some(id), Some(name)) => {
            view! { <a class="text-link" href=paths::record(Kind::Contact, id)>{name}</a> }.into_any()
        }
        _ => "–".into_any(),
    };
    let attempts = match dial.budget {
        Some(budget) => format!("{} of {budget}", dial.attempts),
        None => dial.attempts.to_string(),
    };
    view! {
        <section class="p-4">
            <h2 class="mb-3">"Facts"</h2>
            <dl class="facts">
                <dt>"Campaign"</dt><dd><a class="text-link" href=paths::campaign(dial.campaign)>{dial.campaign_name.clone()}</a></dd>
                <dt>"Contact"</dt><dd>{contact}</dd>
                <dt>"Number"</dt><dd class="mono"><a class="text-link" href=paths::dialling(dial.number)>{dial.number.national()}</a></dd>
                <dt>"Attempts"</dt><dd class="figures">{attempts}</dd>
                <dt>"Last outcome"</dt><dd>{dial.outcome.map_or("–", Outcome::label)}</dd>
                <dt>"Talked"</dt><dd class="figures">{dial.talk_seconds.map_or("–".to_owned(), |seconds| duration(f64::from(seconds)))}</dd>
                <dt>"Accepted"</dt><dd><Ago at=dial.created_at now=now/><br/><span class="text-xs muted"><Exact at=dial.created_at/></span></dd>
                {dial.ended_at.map(|at| view! { <dt>"Ended"</dt><dd><Ago at=at now=now/></dd> })}
                <dt>"Call id"</dt><dd class="mono text-xs">{dial.call_id.to_string()}</dd>
            </dl>
        </section>
    }
}

fn attempt_face(attempt: &Attempt) -> Face {
    match (attempt.state, attempt.outcome) {
        (AttemptState::Ended, Some(Outcome::Picked)) => {
            Face::new(Tone::Success, "circle-check", Outcome::Picked.label())
        }
        (AttemptState::Ended, Some(outcome @ Outcome::Failed)) => Face::new(Tone::Error, "circle-x", outcome.label()),
        (AttemptState::Ended, Some(outcome)) => Face::new(Tone::Warning, "phone-missed", outcome.label()),
        (AttemptState::Ended, None) => Face::new(Tone::Neutral, "circle", "Ended"),
        (AttemptState::Placing, _) => Face::new(Tone::Info, "phone-outgoing", "Being placed"),
        (AttemptState::Unknown, _) => Face::new(Tone::Warning, "eye", "Being looked up"),
        (AttemptState::Placed, _) => Face::new(Tone::Info, "phone-outgoing", "Ringing"),
        (AttemptState::Answered, _) => Face::new(Tone::Info, "phone", "In conversation"),
        (AttemptState::Lost, _) => Face::new(Tone::Error, "triangle-alert", "Lost"),
    }
}

/// What the clocks showed by which a call was allowed, when it began: "09:12 in America/Chicago".
fn then_there(attempt: &Attempt) -> Option<String> {
    let zones = zones_of(attempt.verdict_inputs.as_ref())?;
    let clocks = zones.clocks(attempt.started_at).into_iter();
    let clocks =
        clocks.map(|(name, _, minute)| format!("{:02}:{:02} in {}", minute / 60, minute % 60, name.replace('_', " ")));
    Some(clocks.collect::<Vec<_>>().join(", "))
}

fn attempts(attempts: &[Attempt], now: OffsetDateTime) -> AnyView {
    let head = vec![
        Head::figures("No."),
        Head::text("State"),
        Head::text("Says"),
        Head::figures("Talk").class("hidden @lg:table-cell"),
        Head::text("Provider’s id").class("hidden @2xl:table-cell"),
        Head::text("Began").class("hidden @md:table-cell"),
    ];
    let rows = attempts
        .iter()
        .map(|attempt| {
            let check = attempt.check_at.map(|at| format!("Looked after {}", near(at, now)));
            let says = attempt.error.clone().or_else(|| attempt.detail.clone()).or(check).unwrap_or_else(|| "–".to_owned());
            let talk = attempt.talk_seconds.map_or("–".to_owned(), |seconds| duration(f64::from(seconds)));
            view! {
                <tr>
                    <td class="num">{attempt.place.to_string()}</td>
                    <td><Badge face=attempt_face(attempt)/></td>
                    <td class="wrap-anywhere">{says}</td>
                    <td class="num hidden @lg:table-cell">{talk}</td>
                    <td class="hidden mono text-xs @2xl:table-cell">{attempt.external_id.clone().unwrap_or_else(|| "–".to_owned())}</td>
                    <td class="muted hidden @md:table-cell">
                        <Ago at=attempt.started_at now=now/>
                        {then_there(attempt).map(|clock| view! { <br/><span class="text-xs figures">{clock}</span> })}
                    </td>
                </tr>
            }
        })
        .collect_view();
    let none = attempts.is_empty();
    view! {
        <section class="surface">
            <h2 class="px-3 py-3">"Attempts"</h2>
            <div class="border-t hairline">
                {if none {
                    view! { <p class="muted p-4">"Nobody was called yet."</p> }.into_any()
                } else {
                    view! { <Table label="Attempts".to_owned() head=head>{rows}</Table> }.into_any()
                }}
            </div>
        </section>
    }
    .into_any()
}

fn events(events: &[ProviderEvent], now: OffsetDateTime) -> AnyView {
    if events.is_empty() {
        return ().into_any();
    }
    let head = vec![
        Head::text("Told"),
        Head::figures("Attempt"),
        Head::text("Detail").class("hidden @md:table-cell"),
        Head::text("Did").class("hidden @lg:table-cell"),
        Head::text("Received"),
    ];
    let rows = events
        .iter()
        .map(|event| {
            let word = match (event.event, event.outcome) {
                (EventKind::Placed, _) => "Placed",
                (EventKind::Answered, _) => "Answered",
                (EventKind::Ended, Some(outcome)) => outcome.label(),
                (EventKind::Ended, None) => "Ended",
            };
            let did = match event.changed {
                None => "Waits to be applied",
                Some(true) => "Counted",
                Some(false) => "Known already",
            };
            view! {
                <tr>
                    <td class="font-medium" title=event.event_id.clone()>{word}</td>
                    <td class="num">{event.attempt.map_or("–".to_owned(), |place| place.to_string())}</td>
                    <td class="hidden wrap-anywhere @md:table-cell">{event.detail.clone().unwrap_or_else(|| "–".to_owned())}</td>
                    <td class="hidden muted @lg:table-cell">{did}</td>
                    <td class="muted"><Ago at=event.received_at now=now/></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="surface">
            <h2 class="px-3 py-3">"What the provider told"</h2>
            <div class="border-t hairline"><Table label="What the provider told".to_owned() head=head>{rows}</Table></div>
        </section>
    }
    .into_any()
}

/// Has a dial called before its time.
#[server(prefix = "/forms", endpoint = "dial-call-now")]
pub async fn call_dial_now(#[server(default)] call_id: String) -> Result<(), ServerFnError> {
    let page = paths::dial(paths::query_value(&call_id));
    let post = FormPost::on(page.clone());
    let outcome = async {
        let scope = post.request.scope()?;
        let id = call_id.parse().map_err(|_| Stop::Error(engine::Error::NotFound))?;
        Ok(engine::dial::call_now(&post.request.engine, scope, id).await?)
    };
    let outcome = outcome.await;
    post.finish(outcome, |()| Done::at(page).saying("It is called as soon as there is room.")).await
}

/// Cancels a dial.
#[server(prefix = "/forms", endpoint = "dial-cancel")]
pub async fn cancel_dial(#[server(default)] call_id: String) -> Result<(), ServerFnError> {
    let page = paths::dial(paths::query_value(&call_id));
    let post = FormPost::on(page.clone());
    let outcome = async {
        let scope = post.request.scope()?;
        let id = call_id.parse().map_err(|_| Stop::Error(engine::Error::NotFound))?;
        Ok(engine::dial::cancel(&post.request.engine, scope, id).await?)
    };
    let outcome = outcome.await;
    post.finish(outcome, |_| Done::at(page).saying("The dial is cancelled.")).await
}
