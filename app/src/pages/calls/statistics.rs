//! The figures of calls for a period, each beside the period before it; a figure opens the list it counts.

use super::sections::{Section, tabs};
use crate::components::badge::Tone;
use crate::components::bars::{Bar, Bars};
use crate::components::field::{FieldState, TextField};
use crate::components::figure::grouped;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::table::{Head, Table};
use crate::components::trend::{Point, Trend};
use crate::pages::zone::Days;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::call::{Status, print_duration};
use domain::filter::parse_pairs;
use engine::Error;
use engine::call::{Card, Statistics};
use leptos::prelude::*;
use time::format_description::well_known::Iso8601;
use time::{Date, Duration};

/// Periods that are offered, in days up to today.
const OFFERED: [i64; 3] = [7, 30, 90];

/// The days of a period, both of them in it, and what is wrong with what was asked.
struct Period {
    first: Date,
    last: Date,
    typed: [String; 2],
    errors: FieldErrors,
}

/// The page.
#[component]
pub fn CallStatistics() -> impl IntoView {
    page(|request: Request| async move {
        let days = Days::of(&request);
        let today = days.day(request.now);
        let mut period = asked(&request.query, today);
        let figures = match read(&request, &days, &period).await {
            Ok(figures) => Some(figures),
            Err(Stop::Error(Error::Invalid(errors))) => {
                period.errors.merge(errors);
                None
            }
            Err(other) => return Err(other),
        };
        let content = view! {
            {tabs(Section::Statistics)}
            {choice(&period, today)}
            {figures.map(|figures| self::figures(figures, &period))}
        };
        Ok(Sheet::new("Statistics of calls", Place::Calls, content)
            .beneath_page("Calls", paths::calls())
            .line("By the calls’ own start, in your time zone; counted when the page is opened."))
    })
}

/// The period of an address: the last week where it names none.
fn asked(query: &str, today: Date) -> Period {
    let pairs = parse_pairs(query);
    let text = |name: &str| {
        pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let typed = [text("from"), text("to")];
    let mut errors = FieldErrors::new();
    let mut day = |name: &'static str, typed: &str, usual: Date| match Date::parse(typed, &Iso8601::DATE) {
        _ if typed.is_empty() => usual,
        Ok(day) => day,
        Err(_) => {
            errors.add(name, "This must be a date, such as 2026-07-06.");
            usual
        }
    };
    let last = day("to", &typed[1], today);
    let first = day("from", &typed[0], before(last, OFFERED[0]));
    Period { first, last, typed, errors }
}

/// The first of so many days that end with `last`.
fn before(last: Date, days: i64) -> Date {
    last.checked_sub(Duration::days(days - 1)).unwrap_or(last)
}

async fn read(request: &Request, days: &Days, period: &Period) -> Result<Statistics, Stop> {
    if !period.errors.is_empty() {
        return Err(period.errors.clone().into());
    }
    let behind = period.last.next_day().unwrap_or(period.last);
    let (from, to) = (days.begin(period.first), days.begin(behind));
    Ok(engine::call::statistics(&request.engine, request.scope()?, from, to).await?)
}

fn choice(period: &Period, today: Date) -> impl IntoView + use<> {
    let field = |name: &'static str, place: usize, usual: Date| FieldState {
        name,
        value: if period.typed[place].is_empty() { usual.to_string() } else { period.typed[place].clone() },
        errors: period.errors.at(name).to_vec(),
    };
    let (from, to) = (field("from", 0, period.first), field("to", 1, period.last));
    let offered = OFFERED.map(|days| {
        let first = before(today, days);
        let current = (first == period.first && today == period.last).then_some("page");
        let href = format!("{}?from={first}&to={today}", paths::calls_statistics());
        view! { <a class="view-link" href=href aria-current=current>{format!("{days} days")}</a> }
    });
    view! {
        <form class="no-print mt-4 mb-5 flex flex-wrap items-start gap-3" method="get" action=paths::calls_statistics()>
            <TextField at=from label="From" kind="date"/>
            <TextField at=to label="To" kind="date"/>
            <button class="btn sm:mt-6" type="submit">"Show"</button>
            <nav class="flex flex-wrap gap-1 sm:mt-6" aria-label="Periods">{offered.collect_view()}</nav>
        </form>
    }
}

/// The list behind a card: the calls of the period that it counts.
fn listed(period: &Period, status: Option<Status>) -> String {
    let status = status.map(|status| format!("&status={}", status.as_str())).unwrap_or_default();
    paths::calls_where(&format!("start.from={}&start.to={}{status}", period.first, period.last))
}

fn figures(figures: Statistics, period: &Period) -> AnyView {
    let Statistics { cards, by_status } = figures;
    let nothing = cards[0].total == 0;
    let of = [None, Some(Status::Missed), Some(Status::Connected), None];
    let shown = cards.iter().enumerate().map(|(place, card)| self::card(card, place, listed(period, of[place])));
    let bars: Vec<Bar> = by_status
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(status, count)| Bar {
            label: status.label().to_owned(),
            figure: count,
            href: Some(listed(period, Some(status))),
        })
        .collect();
    let trend = trend(&cards, period);
    view! {
        {nothing.then(|| view! {
            <div class="mb-4"><Notice tone=Tone::Neutral>"No call begins in this period."</Notice></div>
        })}
        <div class="stats">{shown.collect_view()}</div>
        <div class="mt-5 grid items-start gap-5 xl:grid-cols-2">
            {trend}
            <Bars title="Calls by status" of="Status" counts="Calls" bars=bars/>
        </div>
    }
    .into_any()
}

/// A figure as its card shows it: the last one is a duration.
fn told(place: usize, figure: u64) -> String {
    if place == 3 { print_duration(u32::try_from(figure).unwrap_or(u32::MAX)) } else { grouped(figure) }
}

fn card(card: &Card, place: usize, href: String) -> impl IntoView + use<> {
    let nothing_before = card.before.iter().all(|figure| *figure == 0) && card.total > 0;
    let (icon, word) = match card.change {
        // A share of nothing says nothing.
        _ if nothing_before => ("minus", ""),
        change if change > 0.0 => ("chevron-up", "more than in the period before"),
        change if change < 0.0 => ("chevron-down", "less than in the period before"),
        _ => ("minus", "as in the period before"),
    };
    let change = if nothing_before { "none before".to_owned() } else { format!("{:.1} %", card.change.abs()) };
    let most = card.points.iter().copied().max().unwrap_or(0).max(1);
    let path: Vec<String> = card
        .points
        .iter()
        .enumerate()
        .map(|(part, figure)| format!("{},{:.1}", 2 + part * 15, 32.0 - *figure as f64 / most as f64 * 30.0))
        .collect();
    let said = format!("{} in seven parts of the period; the table has the figures.", card.title);
    view! {
        <a class="stat" href=href>
            <span class="text-xs muted font-medium">{card.title}</span>
            <span class="flex flex-wrap items-baseline justify-between gap-x-3">
                <span class="stat-figure whitespace-nowrap">{told(place, card.total)}</span>
                <span class="flex items-center gap-1 text-xs muted figures"><Icon name=icon/>{change}<span class="sr-only">{word}</span></span>
            </span>
            <span class="text-xs muted">{card.description}</span>
            <svg class="trend spark mt-auto" viewBox="0 0 94 34" preserveAspectRatio="none" role="img" aria-label=said><polyline class="trend-line" points=path.join(" ")/></svg>
        </a>
    }
}

/// The day on which a part of the period begins. The parts are equal, so a day may belong to two of them.
fn begins(period: &Period, part: usize) -> Date {
    let days = (period.last - period.first).whole_days() + 1;
    period.first.checked_add(Duration::days(days * part as i64 / 7)).unwrap_or(period.first)
}

/// How many calls there were over the period, beside the period before, with the figures of all cards as its table.
fn trend(cards: &[Card; 4], period: &Period) -> impl IntoView + use<> {
    let parts = 0..cards[0].points.len();
    let points = parts
        .clone()
        .map(|part| {
            let day = begins(period, part);
            let month = day.month().to_string();
            let label = format!("{} {}", day.day(), month.get(..3).unwrap_or(&month));
            Point { label, now: cards[0].points[part], before: cards[0].before[part] }
        })
        .collect();
    let rows = parts
        .map(|part| {
            let cells = cards.iter().enumerate().map(|(place, card)| {
                view! {
                    <td class="num">{told(place, card.points[part])}</td>
                    <td class="num muted">{told(place, card.before[part])}</td>
                }
            });
            view! { <tr><td class="figures whitespace-nowrap">{begins(period, part).to_string()}</td>{cells.collect_view()}</tr> }
        })
        .collect_view();
    let mut head = vec![Head::text("From")];
    for label in ["Calls", "Missed", "Connected", "Average"] {
        head.extend([Head::figures(label), Head::figures("before")]);
    }
    view! {
        <Trend title="Calls over the period" points=points>
            <Table label="The period in seven parts".to_owned() head=head>{rows}</Table>
        </Trend>
    }
}
