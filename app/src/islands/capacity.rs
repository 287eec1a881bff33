//! What can be generated with the filters of a form, said before anybody presses the button.

use crate::components::badge::Tone;
use crate::components::figure::{duration, grouped, plural};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
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
        if self.numbers == 0 { 0 } else { self.held * 100 / self.numbers }
    }
}

/// The card beside the form.
#[component]
pub fn CapacityCard(view: CapacityView, quantity: Option<u64>) -> impl IntoView {
    if let Some(problem) = view.problem {
        return view! { <div class="p-4"><Notice tone=Tone::Neutral>{problem}</Notice></div> }.into_any();
    }
    let time = quantity.and_then(|quantity| view.time_for(quantity).map(|time| (quantity, time)));
    let too_many = quantity.is_some_and(|quantity| quantity > view.available);
    let more = view.codes.saturating_sub(view.exchanges.len() as u64);
    view! {
        <div class="border-b hairline px-4 py-4">
            <p class="text-xs muted font-medium">"Available"</p>
            <p class="stat-figure" data-available=view.available.to_string()>{grouped(view.available)}</p>
            <p class="muted mt-0.5">{view.sentence.clone()}</p>
            {too_many.then(|| view! {
                <p class="mt-1 flex items-center gap-1.5 font-medium tone-error tone-text"><Icon name="circle-alert"/>"Fewer than you ask for."</p>
            })}
            <div class="mt-3">
                <p class="mb-1 flex justify-between text-xs muted">
                    <span>"Held by this project"</span>
                    <span class="figures">{grouped(view.held)}" of "{grouped(view.numbers)}</span>
                </p>
                <progress class="progress block tone-neutral" max="100" value=view.percent_held().to_string() aria-label="Held by this project"></progress>
            </div>
        </div>
        <dl class="facts px-4 py-4">
            <dt>"Place"</dt><dd>{view.place.clone()}</dd>
            {(!view.overlay.is_empty()).then(|| view! { <dt>"Overlay"</dt><dd class="mono">{view.overlay.clone()}</dd> })}
            {(!view.zones.is_empty()).then(|| view! { <dt>"Time zones"</dt><dd>{view.zones.clone()}</dd> })}
            <dt>"Codes"</dt><dd class="figures">{plural(view.codes, "exchange", "exchanges")}</dd>
            {time.map(|(quantity, time)| view! { <dt>"Time"</dt><dd>{time}" for "<span class="figures">{grouped(quantity)}</span></dd> })}
        </dl>
        {(!view.carriers_known).then(|| view! {
            <div class="px-4 pb-4">
                <Notice tone=Tone::Info>
                    "No prefix table is loaded for this area code: the numbering plan’s rules decide, and carriers and line types are unknown."
                </Notice>
            </div>
        })}
        {(!view.exchanges.is_empty()).then(|| view! {
            <div class="border-t hairline">
                <h3 class="px-4 pt-3 pb-1.5 text-xs muted font-medium">"Exchanges drawn from"</h3>
                <ul class="max-h-72 overflow-y-auto px-4 pb-3" tabindex="0" aria-label="Exchanges drawn from">
                    {view.exchanges.into_iter().map(|exchange| view! {
                        <li class="grid grid-cols-[5.5rem_minmax(0,1fr)_auto] gap-2 py-0.5">
                            <span class="mono">{exchange.prefix}</span>
                            <span class="truncate" title=exchange.brand.clone()>{exchange.brand.clone()}</span>
                            <span class="muted text-xs">{[exchange.line_type, exchange.place].join(" · ")}</span>
                        </li>
                    }).collect_view()}
                    {(more > 0).then(|| view! { <li class="muted py-1 text-xs">"and "{plural(more, "more", "more")}</li> })}
                </ul>
            </div>
        })}
    }
    .into_any()
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
