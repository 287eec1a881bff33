//! A figure over time as a line beside that of the period before, as plain SVG: few ticks, direct labels, a sentence that says
//! what it shows, and the figures as a table beneath.

use super::figure::grouped;
use super::icon::Icon;
use leptos::prelude::*;

/// A stretch of the period.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// When it begins, short: "15 Nov".
    pub label: String,
    pub now: u64,
    pub before: u64,
}

/// A drawing's measures. It scales with its place, so a phone gets one of its own: the letters of the wide one would be too
/// small to read there.
struct Drawing {
    width: f64,
    height: f64,
    /// Every so many stretches have their label.
    every: usize,
    class: &'static str,
}

const WIDE: Drawing = Drawing { width: 640.0, height: 236.0, every: 1, class: "trend hidden @md:block" };
const NARROW: Drawing = Drawing { width: 350.0, height: 220.0, every: 3, class: "trend @md:hidden" };

/// What stands around the lines: figures at the left, names of the lines at the right, labels beneath.
const LEFT: f64 = 44.0;
const RIGHT: f64 = 56.0;
const TOP: f64 = 14.0;
const FOOT: f64 = 30.0;
/// Names of lines stand so far from each other at least.
const APART: f64 = 16.0;

/// The chart; the children are its table.
#[component]
pub fn Trend(title: &'static str, points: Vec<Point>, children: Children) -> impl IntoView {
    let sum = |of: fn(&Point) -> u64| points.iter().map(of).sum::<u64>();
    let (now, before) = (sum(|point| point.now), sum(|point| point.before));
    let sentence = match (now, before) {
        (0, 0) => "Nothing to show in this period, nor in the one before it.".to_owned(),
        (now, before) => format!("{} in this period, {} in the one before it.", grouped(now), grouped(before)),
    };
    let drawn = [WIDE, NARROW].map(|drawing| drawing.draw(title, &sentence, &points));
    view! {
        <section class="surface flex flex-col">
            <header class="p-4 pb-2"><h2>{title}</h2><p class="muted mt-0.5 text-pretty">{sentence}</p></header>
            <div class="@container px-4 pb-3">{drawn}</div>
            <details class="mt-auto border-t hairline">
                <summary class="flex items-center gap-1.5 px-4 py-2.5 quiet-link"><Icon name="chevron-right" class="twist"/>"As a table"</summary>
                <div class="border-t hairline">{children()}</div>
            </details>
        </section>
    }
}

impl Drawing {
    fn draw(&self, title: &'static str, sentence: &str, points: &[Point]) -> AnyView {
        let most = points.iter().map(|point| point.now.max(point.before)).max().unwrap_or(0);
        let top = round_up(most);
        let (right, foot) = (self.width - RIGHT, self.height - FOOT);
        let last = points.len().saturating_sub(1).max(1);
        let x = |place: usize| LEFT + (right - LEFT) * place as f64 / last as f64;
        let y = |figure: u64| foot - (foot - TOP) * figure as f64 / top as f64;
        let ticks = [0, top / 2, top].map(|tick| {
            let at = y(tick);
            view! {
                <line class="trend-grid" x1=LEFT.to_string() x2=right.to_string() y1=at.to_string() y2=at.to_string()/>
                <text class="trend-text" x=(LEFT - 8.0).to_string() y=at.to_string() text-anchor="end" dominant-baseline="central">{grouped(tick)}</text>
            }
        });
        let labels = points.iter().enumerate().step_by(self.every).map(|(place, point)| {
            view! { <text class="trend-text" x=x(place).to_string() y=(foot + 20.0).to_string() text-anchor="middle">{point.label.clone()}</text> }
        });
        let line = |class: &'static str, of: fn(&Point) -> u64| {
            let path: Vec<String> = points
                .iter()
                .enumerate()
                .map(|(place, point)| format!("{:.1},{:.1}", x(place), y(of(point))))
                .collect();
            view! { <polyline class=class points=path.join(" ")/> }
        };
        let dots = points.iter().enumerate().map(|(place, point)| {
            let text =
                format!("From {}: {}, {} in the period before", point.label, grouped(point.now), grouped(point.before));
            view! {
                <g class="trend-point">
                    <title>{text}</title>
                    <rect x=(x(place) - 18.0).to_string() y=TOP.to_string() width="36" height=(foot - TOP).to_string()/>
                    <circle cx=x(place).to_string() cy=format!("{:.1}", y(point.now)) r="3.5"/>
                </g>
            }
        });
        let names = points.last().map(|point| {
            let (now, before) = above(foot, beside(y(point.now), y(point.before)));
            let at = (right + 10.0).to_string();
            view! {
                <text class="trend-name" x=at.clone() y=format!("{now:.1}") dominant-baseline="central">"Now"</text>
                <text class="trend-name is-before" x=at y=format!("{before:.1}") dominant-baseline="central">"Before"</text>
            }
        });
        let said = format!("{title}. {sentence}");
        view! {
            <svg class=self.class viewBox=format!("0 0 {} {}", self.width, self.height) role="img" aria-label=said>
                {ticks}
                {line("trend-line is-before", |point| point.before)}
                {line("trend-line", |point| point.now)}
                {dots.collect_view()}
                {labels.collect_view()}
                {names}
            </svg>
        }
        .into_any()
    }
}

/// The end of an axis that holds so much, and has a whole half: 2, 4, 10, 20, 40, 100, …
pub(super) fn round_up(most: u64) -> u64 {
    let mut size = 1;
    loop {
        for end in [2 * size, 4 * size, 10 * size] {
            if most <= end || end > u64::MAX / 100 {
                return end;
            }
        }
        size *= 10;
    }
}

/// Two heights so far from each other that both names can be read; which is above stays above.
fn beside(now: f64, before: f64) -> (f64, f64) {
    let lacking = (APART - (now - before).abs()).max(0.0) / 2.0;
    if now <= before { (now - lacking, before + lacking) } else { (now + lacking, before - lacking) }
}

/// The same, neither of them among the labels at the foot.
fn above(foot: f64, (now, before): (f64, f64)) -> (f64, f64) {
    let over = (now.max(before) - foot).max(0.0);
    (now - over, before - over)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_ends_at_a_round_figure_with_a_whole_half() {
        for (most, end) in [(0, 2), (2, 2), (3, 4), (5, 10), (11, 20), (21, 40), (41, 100), (12_345, 20_000)] {
            assert_eq!(round_up(most), end, "{most}");
        }
        assert!(round_up(u64::MAX).is_multiple_of(2));
    }

    #[test]
    fn names_of_lines_that_end_together_stand_apart() {
        assert_eq!(beside(10.0, 100.0), (10.0, 100.0));
        assert_eq!(beside(50.0, 50.0), (42.0, 58.0));
        assert_eq!(beside(54.0, 50.0), (60.0, 44.0));
        assert_eq!(above(100.0, beside(100.0, 100.0)), (84.0, 100.0));
        assert_eq!(above(100.0, beside(20.0, 60.0)), (20.0, 60.0));
    }
}
