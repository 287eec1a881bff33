//! What the verdicts say, as bars: why somebody is dialled or not.

use super::says::stopped;
use super::share;
use crate::components::figure::grouped;
use crate::paths;
use domain::campaign::{CampaignState, Figures};
use domain::filter::verdict_label;
use domain::id::CampaignId;
use leptos::prelude::*;

#[component]
pub(super) fn Verdicts(figures: Figures, id: CampaignId) -> impl IntoView {
    let still = figures.state == CampaignState::Running && figures.in_flight == 0 && figures.open() > 0;
    let none = figures.verdicts.is_empty();
    let stopped = figures.abandoned.as_ref().filter(|share| still && share.stops()).map(stopped);
    view! {
        <div class="flex flex-col gap-5">
            {still.then(|| view! {
                <div>
                    <h2>"Why nobody is being dialled"</h2>
                    <p class="muted mt-0.5 text-xs">"What those wait for who have not ended."</p>
                    {stopped.map(|text| view! { <p class="mt-3 text-pretty tone-warning">{text}</p> })}
                    {bars(figures.waiting)}
                </div>
            })}
            <div>
                <div class="flex flex-wrap items-baseline justify-between gap-x-4">
                    <h2>"Verdicts"</h2>
                    <a class="text-link text-xs" href=paths::campaign_history(id)>"Hour by hour"</a>
                </div>
                <p class="muted mt-0.5 text-xs">"What was found at the last look at each contact; no dial goes without."</p>
                {if none { view! { <p class="muted mt-3">"Nobody is on its list yet."</p> }.into_any() } else { bars(figures.verdicts) }}
            </div>
        </div>
    }
}

/// How often each word was found, the most frequent first.
fn bars(words: Vec<(String, u64)>) -> AnyView {
    let all: u64 = words.iter().map(|(_, many)| many).sum();
    let lines = words
        .into_iter()
        .map(|(word, many)| {
            view! {
                <li class=["verdict ", tone(&word)].concat()>
                    <span class="min-w-0 wrap-anywhere">{verdict_label(&word).to_owned()}</span>
                    <progress class="progress" max="100" value=share(many, all) aria-hidden="true"></progress>
                    <span class="figures text-end">{grouped(many)}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="mt-3 flex flex-col gap-2">{lines}</ul> }.into_any()
}

/// May be called, waits, or is not called.
pub(super) fn tone(word: &str) -> &'static str {
    match word {
        "ALLOWED" | "WAITS_FOR_TURN" => "tone-success",
        "OUTSIDE_HOURS" | "HOLIDAY" | "DAY_CAP" | "OPEN_ELSEWHERE" | "NOT_LOOKED_AT" | "WAITS_FOR_RETRY" => {
            "tone-neutral"
        }
        _ => "tone-warning",
    }
}
