//! Which days of a campaign are shown: in the address, and as a form.

use crate::components::field::{FieldState, TextField};
use domain::FieldErrors;
use domain::campaign::ReportDays;
use domain::filter::parse_pairs;
use leptos::prelude::*;

/// The first day and the last, as the address has them; empty where it does not say.
pub(super) fn asked(query: &str) -> [String; 2] {
    let pairs = parse_pairs(query);
    ["from", "to"].map(|name| {
        pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    })
}

/// The form, with what was typed, or else the days that are shown.
pub(super) fn choice(
    action: String,
    typed: [&str; 2],
    days: Option<ReportDays>,
    errors: &FieldErrors,
) -> impl IntoView + use<> {
    let field = |name: &'static str, typed: &str, usual: Option<String>| FieldState {
        name,
        value: if typed.is_empty() { usual.unwrap_or_default() } else { typed.to_owned() },
        errors: errors.at(name).to_vec(),
    };
    let from = field("from", typed[0], days.map(|days| days.first.to_string()));
    let to = field("to", typed[1], days.map(|days| days.last.to_string()));
    view! {
        <form class="no-print flex flex-wrap items-start gap-3" method="get" action=action role="search">
            <TextField at=from label="From" kind="date"/>
            <TextField at=to label="To" kind="date"/>
            <button class="btn btn-primary sm:mt-6" type="submit">"Show"</button>
        </form>
    }
}
