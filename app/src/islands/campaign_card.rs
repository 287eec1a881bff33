//! A campaign as it goes: the funnel, the places that are taken, the calls of the last minutes, and what the verdicts say.

use super::line_dot::LineDot;
use super::live::{self, line::LineState};
use super::renew;
use super::renewing::in_use;
use crate::components::badge::{Badge, Face};
use crate::components::figure::{count, duration, grouped, plural};
use crate::components::flash::Notice;
use crate::paths;
use domain::campaign::{CampaignAction, CampaignState, Figures};
use domain::dial::abandoned::AbandonedShare;
use domain::id::CampaignId;
use domain::live::{Signal as LiveSignal, Snapshot};
use funnel::Funnel;
use leptos::prelude::*;
use leptos::task::spawn_local;
use minutes::Minutes;
use std::time::Duration;
use verdicts::Verdicts;

mod funnel;
mod minutes;
mod says;
mod verdicts;

/// The parts of the page beside the card; they are fetched anew when the campaign moves on.
pub const START: &str = "campaign-start";
pub const DIALS: &str = "campaign-dials";
pub const FACTS: &str = "campaign-facts";

/// The least time from one look at the dials to the next.
const BETWEEN_LOOKS: Duration = Duration::from_secs(2);

/// The live state of one campaign, from its first snapshot on.
#[island]
pub fn CampaignCard(
    first: LiveSignal,
    here: String,
    id: CampaignId,
    /// What can be done, for every state: each marked by `data-act` with its action; those that are lawful show.
    children: Children,
) -> impl IntoView {
    let watched = live::watch(first);
    let figures = Memo::new(move |_| {
        watched.signal.with(|signal| match &signal.snapshot {
            Snapshot::Campaign(figures) => Some(figures.as_ref().clone()),
            _ => None,
        })
    });
    let state = Memo::new(move |_| figures.with(|figures| figures.as_ref().map(|figures| figures.state)));
    let over = Signal::derive(move || state.get().filter(|state| state.is_over()).map(|_| "as it ended".to_owned()));
    let old = move || watched.line.get() == LineState::Reconnecting && over.get().is_none();
    let badge = move || state.get().map(|state| view! { <Badge face=Face::of_campaign(state)/> });
    keep_the_rest(figures);
    view! {
        <section class="surface" aria-label="How it stands">
            <div class="flex flex-wrap items-center justify-between gap-3 border-b hairline px-4 py-3">
                <div class="flex items-center gap-3">{badge}<LineDot line=watched.line ended=over here=here/></div>
                <div class="no-print flex flex-wrap items-center gap-2" data-lawful=move || state.get().map(lawful)>{children()}</div>
            </div>
            <div class=move || if old() { "opacity-60" } else { "" }>
                {move || figures.get().map(|figures| view! { <Content figures=figures id=id/> })}
            </div>
        </section>
    }
}

/// Has the rest of the page fetched anew: all of it when the state is another or the list was looked at, the dials when they
/// moved.
fn keep_the_rest(figures: Memo<Option<Figures>>) {
    let told = RwSignal::new(figures.with_untracked(|figures| figures.as_ref().map(moved)));
    let waits = RwSignal::new(false);
    Effect::new(move |_| {
        let now = figures.with(|figures| figures.as_ref().map(moved));
        if now == told.get_untracked() || waits.get_untracked() {
            return;
        }
        waits.set(true);
        set_timeout(
            move || {
                spawn_local(async move {
                    let now = figures.with_untracked(|figures| figures.as_ref().map(moved));
                    let same = now.map(|(start, _)| start) == told.get_untracked().map(|(start, _)| start);
                    let parts: &[&str] = if same { &[DIALS] } else { &[START, DIALS, FACTS] };
                    // What somebody types or asks in a part would be lost.
                    let free: Vec<&str> = parts.iter().copied().filter(|part| !in_use(part)).collect();
                    if !document().hidden() && renew::parts(&free, false).await {
                        told.set(now);
                    }
                    waits.set(false);
                });
            },
            BETWEEN_LOOKS,
        );
    });
}

/// What moves when there is another start to show, and what moves when a dial moves.
fn moved(figures: &Figures) -> ((CampaignState, u64), [u64; 6]) {
    let Figures { state, accepted, queued, in_flight, retrying, completed, .. } = figures;
    // Once it runs nobody looks at the list as it would be started.
    let unseen = if matches!(state, CampaignState::Draft | CampaignState::Scheduled) { figures.unseen() } else { 0 };
    ((*state, unseen), [*accepted, *queued, *in_flight, *retrying, *completed, figures.ended()])
}

/// The words of what can be done, with spaces between them.
fn lawful(state: CampaignState) -> String {
    let mut words = String::new();
    for action in CampaignAction::ALL.into_iter().filter(|action| state.apply(*action).is_ok()) {
        words.push_str(action.as_str());
        words.push(' ');
    }
    words
}

#[component]
fn Content(figures: Figures, id: CampaignId) -> impl IntoView {
    let (tone, text) = says::now(&figures);
    let percent = figures.slots.saturating_mul(100).checked_div(figures.at_once).unwrap_or(0).min(100);
    let minute =
        |back: usize| figures.minutes.iter().rev().nth(back).map_or("–".to_owned(), |minute| grouped(minute.started));
    let (this, before) = (minute(0), minute(1));
    // Before it is started there is nothing to count.
    let begun = figures.accepted > 0 || !matches!(figures.state, CampaignState::Draft | CampaignState::Scheduled);
    let minutes = begun.then(|| figures.minutes.clone());
    // What is paused or over waits for somebody, not for a time.
    let stopped = figures.abandoned.as_ref().is_some_and(AbandonedShare::stops);
    let goes_on = figures.state == CampaignState::Running && figures.held_up.is_none() && !stopped;
    let next = figures.next_at.filter(|_| goes_on).map(|at| (at - figures.read_at).whole_seconds());
    let next = match next {
        None => "–".to_owned(),
        Some(..=0) => "now".to_owned(),
        Some(seconds) => ["in ", &duration(seconds as f64)].concat(),
    };
    view! {
        <Funnel figures=figures.clone() id=id/>
        <div class=if begun { "px-4 pt-4" } else { "p-4" }><Notice tone=tone>{text}</Notice></div>
        <div class=if begun { "grid gap-x-8 gap-y-6 p-4 lg:grid-cols-2" } else { "hidden" }>
            <div class="flex flex-col gap-5">
                <div>
                    <div class="flex flex-wrap items-baseline justify-between gap-x-4">
                        <h2 id="room-title">"Calls at once"</h2>
                        <p class="figures"><span class="text-lg font-semibold">{grouped(figures.slots)}</span><span class="muted">" of "{grouped(figures.at_once)}</span></p>
                    </div>
                    <progress class="progress progress-thick mt-2 block w-full tone-info" max="100" value=percent.to_string() aria-labelledby="room-title"></progress>
                    <dl class="mt-3 grid grid-cols-3 gap-2">
                        <Fact label="This minute" value=this/>
                        <Fact label="Minute before" value=before/>
                        <Fact label="Next is due" value=next/>
                    </dl>
                </div>
                {minutes.map(|minutes| view! { <Minutes minutes=minutes/> })}
                {(figures.dead_letters > 0).then(|| view! {
                    <p class="muted"><a class="text-link" href=paths::dead_letters_of(id)>{plural(figures.dead_letters, "dead letter", "dead letters")}</a>" to be looked into."</p>
                })}
            </div>
            <Verdicts figures=figures id=id/>
        </div>
    }
}

#[component]
fn Fact(label: &'static str, value: String) -> impl IntoView {
    view! { <div><dt class="text-xs muted">{label}</dt><dd class="figures font-medium">{value}</dd></div> }
}

/// A share in whole percent; what is there at all has at least one.
fn share(part: u64, whole: u64) -> String {
    let percent = part.saturating_mul(100).checked_div(whole).unwrap_or(0);
    count(i64::try_from(if part > 0 { percent.max(1) } else { 0 }).unwrap_or(100))
}
