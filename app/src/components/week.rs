//! Days with the hours of each that are open, as plain SVG, and as a table for those who don't see it.

use leptos::prelude::*;

/// One day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDay {
    /// "Mon 23 November".
    pub label: String,
    /// Minutes since midnight, each from one up to, and without, another.
    pub minutes: Vec<(u16, u16)>,
}

/// The hours that are named above the days.
const HOURS: [u16; 5] = [0, 6, 12, 18, 24];
const DAY: u16 = 24 * 60;

fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Days beneath one another, each a bar from midnight to midnight.
#[component]
pub fn Week(
    /// What is open, for those who don't see the picture: "When they may be called".
    title: &'static str,
    days: Vec<OpenDay>,
) -> impl IntoView {
    let rows = days.into_iter().map(|day| {
        let told: Vec<String> = day.minutes.iter().map(|(from, to)| [clock(*from), clock(*to)].join("–")).collect();
        let told = if told.is_empty() { "–".to_owned() } else { told.join(", ") };
        // On a phone a day with two stretches takes two lines.
        let told = told
            .split_inclusive(", ")
            .map(|stretch| view! { <span class="inline-block whitespace-pre">{stretch.to_owned()}</span> })
            .collect_view();
        let bars = day.minutes.into_iter().map(|(from, to)| {
            view! { <rect class="week-open" x=from.to_string() y="0" width=(to - from).to_string() height="10"/> }
        });
        let bars = bars.collect_view();
        let lines = HOURS.map(|hour| {
            let x = (hour * 60).to_string();
            view! { <line class="week-line" x1=x.clone() x2=x y1="0" y2="10"/> }
        });
        let width = DAY.to_string();
        view! {
            <tr>
                <th scope="row" class="whitespace-nowrap text-start font-normal">{day.label}</th>
                <td class="w-full">
                    <svg class="week-day" viewBox="0 0 1440 10" preserveAspectRatio="none" aria-hidden="true">
                        <rect class="week-shut" x="0" y="0" width=width height="10"/>
                        {bars}
                        {lines.collect_view()}
                    </svg>
                </td>
                <td class="figures sm:whitespace-nowrap">{told}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <table class="week">
            <caption class="sr-only">{title}</caption>
            <thead class="sr-only"><tr><th scope="col">"Day"</th><th scope="col">"Picture"</th><th scope="col">"Hours"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
