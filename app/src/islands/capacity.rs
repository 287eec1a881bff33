//! What can be generated with the filters of a form, said before anybody presses the button.

use super::availability;
use crate::components::figure::{duration, grouped, plural};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The endpoint of the server function that answers a [`CapacityView`] as JSON.
pub const ENDPOINT: &str = "capacity";

/// What the form's filters leave, as the page and the island show it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CapacityView {
    /// What is wrong with the filters; nothing else is set then.
    pub problem: Option<String>,
    /// "California", with the time zones in words.
    pub place: String,
    pub zones: String,
    /// The area codes of the same place: "628"; empty without an overlay.
    pub overlay: String,
    /// "660,000 numbers can be generated with these filters."
    pub sentence: String,
    pub available: u64,
    pub held: u64,
    /// Numbers in the codes that match, held ones included.
    pub numbers: u64,
    pub codes: u64,
    /// Whether a prefix table is loaded for this area code; else the plan's rules decide and carriers are unknown.
    pub carriers_known: bool,
    pub brands: Vec<Choosable>,
    pub line_types: Vec<Choosable>,
    /// The first of the exchanges chosen.
    pub exchanges: Vec<Exchange>,
    /// Measured numbers a second; `None` before anything was measured.
    pub per_second: Option<f64>,
}

/// A choice with the number of codes it leaves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choosable {
    pub word: String,
    pub codes: u64,
}

/// One exchange that numbers are drawn from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// "415-234"
    pub prefix: String,
    pub brand: String,
    pub line_type: String,
    pub place: String,
}

impl CapacityView {
    /// How long `quantity` numbers take, in words.
    pub fn time_for(&self, quantity: u64) -> Option<String> {
        let seconds = quantity as f64 / self.per_second.filter(|rate| *rate > 0.0)?;
        Some(if seconds < 1.0 { "less than a second".to_owned() } else { ["about ", &duration(seconds)].concat() })
    }

    /// The share of the codes' numbers that the project holds, in whole percent.
    pub fn percent_held(&self) -> u64 {
        (self.held * 100).checked_div(self.numbers).unwrap_or(0)
    }
}

/// The card beside the form: from what the page came with, then from what is typed.
#[island]
pub fn CapacityCard(first: Option<CapacityView>, quantity: String) -> impl IntoView {
    let shared = availability::watch(first, &quantity);
    let found = move || shared.view.get().filter(|view| view.problem.is_none());
    let problem = move || shared.view.with(|view| view.as_ref().and_then(|view| view.problem.clone()));
    let nothing = move || shared.view.with(Option::is_none).then(invitation);
    view! {
        <section class="surface" aria-label="Availability" aria-live="polite" aria-busy=move || shared.asking.get().to_string()>
            {nothing}
            {move || problem().map(|problem| view! { <p class="muted px-4 py-10 text-center text-pretty">{problem}</p> })}
            {move || found().map(|view| view! { <Figures view=view quantity=shared.quantity.get()/> })}
        </section>
    }
}

fn invitation() -> impl IntoView {
    view! {
        <div class="px-4 py-10 text-center">
            <h2>"How much is there?"</h2>
            <p class="muted mt-1 text-pretty">"Type an area code, and this card says how many numbers can be generated, and from which exchanges."</p>
        </div>
    }
}

#[component]
fn Figures(view: CapacityView, quantity: Option<u64>) -> impl IntoView {
    let time =
        quantity.and_then(|quantity| view.time_for(quantity).map(|time| [&time, " for ", &grouped(quantity)].concat()));
    let too_many = quantity.is_some_and(|quantity| quantity > view.available);
    let more = view.codes.saturating_sub(view.exchanges.len() as u64);
    let listed = if view.exchanges.is_empty() { "hidden" } else { "border-t hairline" };
    let facts = [
        ("Place", view.place.clone()),
        ("Overlay", view.overlay.clone()),
        ("Time zones", view.zones.clone()),
        ("Codes", plural(view.codes, "exchange", "exchanges")),
        ("Time", time.unwrap_or_default()),
    ];
    view! {
        <div class="border-b hairline px-4 py-4">
            <p class="text-xs muted font-medium">"Available"</p>
            <p class="stat-figure" data-available=view.available.to_string()>{grouped(view.available)}</p>
            <p class="muted mt-0.5">{view.sentence.clone()}</p>
            <p class=if too_many { "mt-1 font-medium tone-error tone-text" } else { "hidden" }>"Fewer than you ask for."</p>
            <p class="mt-3 mb-1 flex justify-between text-xs muted">
                <span>"Held by this project"</span>
                <span class="figures">{[grouped(view.held), grouped(view.numbers)].join(" of ")}</span>
            </p>
            <progress class="progress block tone-neutral" max="100" value=view.percent_held().to_string() aria-label="Held by this project"></progress>
        </div>
        <dl class="facts px-4 py-4">
            {facts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| view! { <dt>{name}</dt><dd>{text}</dd> }).collect_view()}
        </dl>
        <p class=if view.carriers_known { "hidden" } else { "muted px-4 pb-4 text-pretty" }>
            "No prefix table is loaded for this area code: the numbering plan’s rules decide, and carriers and line types are unknown."
        </p>
        <div class=listed>
            <h2 class="px-4 pt-3 pb-1.5 text-xs muted">"Exchanges drawn from"</h2>
            <ul class=if view.carriers_known { "exchanges" } else { "exchanges is-plain" } tabindex="0" aria-label="Exchanges drawn from">
                {view.exchanges.into_iter().map(|exchange| view! {
                    <li>
                        <span class="mono">{exchange.prefix}</span>
                        <span class="truncate">{exchange.brand}</span>
                        <small>{[exchange.line_type, exchange.place].join(" · ")}</small>
                    </li>
                }).collect_view()}
                <li class=if more == 0 { "hidden" } else { "muted text-xs" }>{["and ", &grouped(more), " more"].concat()}</li>
            </ul>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_told_only_when_a_speed_was_measured() {
        let mut view = CapacityView::default();
        assert_eq!(view.time_for(1_000), None);
        view.per_second = Some(80_000.0);
        assert_eq!(view.time_for(1_000).as_deref(), Some("less than a second"));
        assert_eq!(view.time_for(1_000_000).as_deref(), Some("about 13 s"));
    }
}
