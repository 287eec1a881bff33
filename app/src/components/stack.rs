//! What something consists of over time, as bars of bands on one another in plain SVG: few ticks, a legend, and a sentence that
//! says what it shows. The figures stand in a table of whoever draws it.

use super::figure::grouped;
use super::moment::minute;
use super::trend::round_up;
use leptos::prelude::*;
use time::{Duration, OffsetDateTime};

/// Up to so many hours the labels are times of day, above they are days.
const BY_TIME: usize = 48;

/// One part of the whole, from bar to bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    pub label: String,
    /// The class that gives it its colour.
    pub class: &'static str,
    /// Its figure in each bar, from left to right.
    pub figures: Vec<u64>,
}

/// A drawing's measures. It scales with its place, so a phone gets one of its own: the letters of the wide one would be too
/// small to read there.
struct Drawing {
    width: f64,
    height: f64,
    /// Labels that find room beneath the bars.
    labels: usize,
    class: &'static str,
}

const WIDE: Drawing = Drawing { width: 960.0, height: 264.0, labels: 12, class: "stack hidden @2xl:block" };
const NARROW: Drawing = Drawing { width: 350.0, height: 240.0, labels: 4, class: "stack @2xl:hidden" };

/// What stands around the bars: figures at the left, labels beneath.
const LEFT: f64 = 66.0;
const TOP: f64 = 10.0;
const FOOT: f64 = 26.0;
/// Between two bars, where they are not as thin as that themselves.
const GAP: f64 = 1.0;

/// The bars with their legend; the first band lies at the bottom.
#[component]
pub fn Stack(
    /// What it shows, for those who don't see it.
    said: String,
    bands: Vec<Band>,
    /// Labels beneath the bars, each at the place of one.
    ticks: Vec<(usize, String)>,
    /// What the scale reaches at least: drawings that are compared have one scale.
    #[prop(optional)]
    at_least: u64,
) -> impl IntoView {
    let top = round_up(highest(&bands).max(at_least));
    let drawn = [WIDE, NARROW].map(|drawing| drawing.draw(&said, &bands, top, &ticks));
    let legend = bands.into_iter().map(|band| {
        let swatch = ["stack-swatch ", band.class].concat();
        view! { <li class="flex items-center gap-2"><span class=swatch aria-hidden="true"></span>{band.label}</li> }
    });
    view! {
        <div class="@container">{drawn}</div>
        <ul class="mt-3 flex flex-wrap gap-x-5 gap-y-1.5 text-xs">{legend.collect_view()}</ul>
    }
}

impl Drawing {
    fn draw(&self, said: &str, bands: &[Band], top: u64, ticks: &[(usize, String)]) -> AnyView {
        let bars = bands.iter().map(|band| band.figures.len()).max().unwrap_or(0).max(1);
        let foot = self.height - FOOT;
        let step = (self.width - LEFT) / bars as f64;
        let y = |figure: u64| foot - (foot - TOP) * figure as f64 / top as f64;
        let (right, middle) = (self.width.to_string(), LEFT + step / 2.0);
        let grid = [0, top / 2, top].map(|tick| {
            let at = y(tick).to_string();
            view! {
                <line class="trend-grid" x1=LEFT.to_string() x2=right.clone() y1=at.clone() y2=at.clone()/>
                <text class="trend-text" x=(LEFT - 8.0).to_string() y=at text-anchor="end" dominant-baseline="central">{grouped(tick)}</text>
            }
        });
        let every = ticks.len().div_ceil(self.labels).max(1);
        let labels = ticks.iter().step_by(every).map(|(place, label)| {
            let x = (middle + step * *place as f64).clamp(LEFT, self.width - 18.0);
            view! { <text class="trend-text" x=format!("{x:.1}") y=(foot + 18.0).to_string() text-anchor="middle">{label.clone()}</text> }
        });
        let wide = if step > 3.0 * GAP { step - GAP } else { step };
        // One path a band: a month has 744 bars, and a page of so many elements each is slow to draw.
        let mut beneath = vec![0u64; bars];
        let paths = bands.iter().map(|band| {
            let mut path = String::new();
            for (place, figure) in band.figures.iter().enumerate().filter(|(_, figure)| **figure > 0) {
                let (from, to) = (beneath[place], beneath[place] + figure);
                let (x, high) = (LEFT + step * place as f64, y(from) - y(to));
                path.push_str(&format!("M{x:.2} {:.2}h{wide:.2}v{high:.2}h-{wide:.2}z", y(to)));
                beneath[place] = to;
            }
            view! { <path class=["stack-band ", band.class].concat() d=path/> }
        });
        let paths = paths.collect_view();
        view! {
            <svg class=self.class viewBox=format!("0 0 {} {}", self.width, self.height) role="img" aria-label=said.to_owned()>
                {grid}
                {paths}
                {labels.collect_view()}
            </svg>
        }
        .into_any()
    }
}

/// Labels of so many bars that are an hour each: times of day, or days where there are many.
pub fn hour_ticks(first: OffsetDateTime, many: usize) -> Vec<(usize, String)> {
    let mut ticks = Vec::new();
    let mut before = String::new();
    for (place, at) in (0..many).zip((0..).map(|hour| first + Duration::hours(hour))) {
        let text = minute(at);
        let (day, time) = text.split_once(' ').unwrap_or((&text, ""));
        let begins = before != day && !(place == 0 && many > BY_TIME);
        if begins {
            ticks.push((place, day.get(5..).unwrap_or(day).to_owned()));
        } else if many <= BY_TIME && matches!(time.get(..2), Some("06" | "12" | "18")) {
            ticks.push((place, time.to_owned()));
        }
        before = day.to_owned();
    }
    ticks
}

/// The highest bar.
fn highest(bands: &[Band]) -> u64 {
    let bars = bands.iter().map(|band| band.figures.len()).max().unwrap_or(0);
    let sum = |place: usize| bands.iter().filter_map(|band| band.figures.get(place)).sum();
    (0..bars).map(sum).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn labels_are_times_of_the_first_two_days_and_days_beyond() {
        let first = datetime!(2026-03-06 06:00 UTC);
        let texts = |many| -> Vec<String> { hour_ticks(first, many).into_iter().map(|(_, text)| text).collect() };
        assert_eq!(texts(24), ["03-06", "12:00", "18:00", "03-07"]);
        assert_eq!(texts(61), ["03-07", "03-08"]);
        assert_eq!(texts(0), Vec::<String>::new());
    }

    #[test]
    fn the_highest_bar_is_that_of_all_bands_together() {
        let band = |figures: &[u64]| Band { label: String::new(), class: "", figures: figures.to_vec() };
        assert_eq!(highest(&[band(&[5, 1, 0]), band(&[0, 3]), band(&[1, 3, 6])]), 7);
        assert_eq!((highest(&[]), highest(&[band(&[])])), (0, 0));
    }
}
