//! The calls of the last half hour, a bar a minute: those that were placed, and of them those that were answered.

use crate::components::figure::{grouped, plural};
use domain::campaign::Minute;
use leptos::prelude::*;

/// The drawing's height, and the width of a bar with the gap behind it.
const HEIGHT: u64 = 48;
const STEP: usize = 10;

#[component]
pub(super) fn Minutes(minutes: Vec<Minute>) -> impl IntoView {
    let most = minutes.iter().map(|minute| minute.started).max().unwrap_or(0).max(1);
    let (placed, answered) =
        minutes.iter().fold((0, 0), |(placed, answered), minute| (placed + minute.started, answered + minute.answered));
    let said = [
        &plural(placed, "call", "calls"),
        " in the last half hour, ",
        &grouped(answered),
        " of them answered; at most ",
        &grouped(minutes.iter().map(|minute| minute.started).max().unwrap_or(0)),
        " in a minute.",
    ]
    .concat();
    let width = minutes.len() * STEP;
    let bar = |class: &'static str, place: usize, figure: u64| {
        let height = if figure == 0 { 0 } else { (figure * HEIGHT / most).max(1) };
        view! {
            <rect class=class x=(place * STEP).to_string() y=(HEIGHT - height).to_string() width=(STEP - 3).to_string() height=height.to_string() rx="1"></rect>
        }
    };
    let bars = minutes
        .iter()
        .enumerate()
        .map(|(place, minute)| {
            (bar("minute", place, minute.started), bar("minute is-answered", place, minute.answered))
        })
        .collect_view();
    view! {
        <div>
            <h2>"Calls a minute"</h2>
            <p class="muted mt-0.5 text-xs">{said.clone()}</p>
            <svg class="minutes mt-2" viewBox=["0 0 ", &width.to_string(), " 48"].concat() preserveAspectRatio="none" role="img" aria-label=said>
                {bars}
            </svg>
            <p class="mt-1 flex justify-between text-xs muted"><span>"30 min ago"</span><span>"now"</span></p>
        </div>
    }
}
