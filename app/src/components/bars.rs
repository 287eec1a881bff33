//! Bar charts as plain SVG: a sentence that says what they show, direct labels, and the figures as a table beneath.

use super::figure::grouped;
use super::table::{Head, Table};
use leptos::prelude::*;

/// One bar.
#[derive(Debug, Clone)]
pub struct Bar {
    pub label: String,
    pub figure: u64,
    /// The list behind the figure.
    pub href: Option<String>,
}

/// Bars beyond these are in the table alone.
const SHOWN: usize = 10;
/// The height of a row.
const ROW: usize = 26;

/// A drawing's widths. It scales with its place, so a phone gets one of its own: the letters of the wide one would be too
/// small to read there.
struct Drawing {
    labels: f64,
    bars: f64,
    figures: f64,
    /// Letters that fit beside a bar.
    letters: usize,
    class: &'static str,
}

const WIDE: Drawing =
    Drawing { labels: 168.0, bars: 300.0, figures: 92.0, letters: 24, class: "bars hidden @md:block" };
const NARROW: Drawing = Drawing { labels: 112.0, bars: 146.0, figures: 72.0, letters: 13, class: "bars @md:hidden" };

/// Horizontal bars, in the order given.
#[component]
pub fn Bars(
    title: &'static str,
    /// What a bar counts, such as "Carrier".
    of: &'static str,
    /// What its figure counts.
    #[prop(default = "Numbers")]
    counts: &'static str,
    bars: Vec<Bar>,
) -> impl IntoView {
    let total: u64 = bars.iter().map(|bar| bar.figure).sum();
    let most = bars.iter().map(|bar| bar.figure).max().unwrap_or(0).max(1);
    let shown: Vec<Bar> = bars.iter().take(SHOWN).cloned().collect();
    let sentence = match bars.iter().rev().max_by_key(|bar| bar.figure).filter(|bar| bar.figure > 0) {
        None => "Nothing to show yet.".to_owned(),
        Some(first) => format!(
            "{} leads with {} of {} ({} %).",
            first.label,
            grouped(first.figure),
            grouped(total),
            share(first.figure, total)
        ),
    };
    let drawn = [WIDE, NARROW].map(|drawing| drawing.draw(title, &shown, most));
    let rows = bars
        .iter()
        .cloned()
        .map(|bar| {
            let name = match bar.href {
                Some(href) => view! { <a class="text-link" href=href>{bar.label}</a> }.into_any(),
                None => bar.label.into_any(),
            };
            view! {
                <tr>
                    <td>{name}</td>
                    <td class="num">{grouped(bar.figure)}</td>
                    <td class="num">{share(bar.figure, total)}" %"</td>
                </tr>
            }
        })
        .collect_view();
    let empty = bars.is_empty();
    let head = vec![Head::text(of), Head::figures(counts), Head::figures("Share")];
    view! {
        <section class="surface flex flex-col">
            <header class="p-4 pb-2"><h2>{title}</h2><p class="muted mt-0.5 text-pretty">{sentence}</p></header>
            {(!empty).then(|| view! {
                <div class="@container px-4 pb-2">{drawn}</div>
                <details class="mt-auto border-t hairline">
                    <summary class="flex items-center gap-1.5 px-4 py-2.5 quiet-link"><super::icon::Icon name="chevron-right" class="twist"/>"As a table"</summary>
                    <div class="border-t hairline"><Table label=title.to_owned() head=head>{rows}</Table></div>
                </details>
            })}
        </section>
    }
}

impl Drawing {
    fn draw(&self, title: &'static str, bars: &[Bar], most: u64) -> AnyView {
        let (width, height) = (self.labels + self.bars + self.figures, bars.len() * ROW);
        let rows = bars.iter().enumerate().map(|(place, bar)| self.bar(place, bar, width, most)).collect_view();
        view! { <svg class=self.class viewBox=format!("0 0 {width} {height}") role="group" aria-label=title>{rows}</svg> }
            .into_any()
    }

    fn bar(&self, place: usize, bar: &Bar, width: f64, most: u64) -> AnyView {
        let middle = (place * ROW + ROW / 2) as f64;
        let length = (bar.figure as f64 / most as f64 * self.bars).max(2.0);
        let label: String = match bar.label.chars().count() > self.letters {
            true => bar.label.chars().take(self.letters - 1).chain(['…']).collect(),
            false => bar.label.clone(),
        };
        let text = format!("{}: {}", bar.label, grouped(bar.figure));
        let drawing = view! {
            <g>
                <title>{text.clone()}</title>
                <rect class="bar-hit" x="0" y=(place * ROW).to_string() width=width.to_string() height=ROW.to_string()/>
                <text class="bar-label" x=(self.labels - 10.0).to_string() y=middle.to_string() text-anchor="end" dominant-baseline="central">{label}</text>
                <rect class="bar" x=self.labels.to_string() y=(middle - 7.0).to_string() width=format!("{length:.1}") height="14" rx="2"/>
                <text class="bar-figure" x=format!("{:.1}", self.labels + length + 8.0) y=middle.to_string() dominant-baseline="central">{grouped(bar.figure)}</text>
            </g>
        };
        match bar.href.clone() {
            Some(href) => view! { <a href=href aria-label=text>{drawing}</a> }.into_any(),
            None => drawing.into_any(),
        }
    }
}

/// A share in percent with one decimal.
fn share(part: u64, whole: u64) -> String {
    let tenths = if whole == 0 { 0 } else { (u128::from(part) * 1_000 + u128::from(whole) / 2) / u128::from(whole) };
    [(tenths / 10).to_string().as_str(), ".", &(tenths % 10).to_string()].concat()
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn a_share_has_one_decimal_and_nothing_is_no_share_of_nothing() {
        for (part, whole, text) in [(0, 0, "0.0"), (1, 3, "33.3"), (2, 3, "66.7"), (5, 5, "100.0"), (1, 10_000, "0.0")]
        {
            assert_eq!(share(part, whole), text);
        }
    }
}
