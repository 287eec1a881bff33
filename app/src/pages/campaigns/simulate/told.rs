//! What a simulation came to: figures, a curve, who is never reached and why.

use crate::components::badge::Tone;
use crate::components::figure::{duration, grouped};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::{exact, minute};
use crate::components::stack::{Band, Stack, hour_ticks};
use crate::components::table::{Head, Table};
use domain::simulation::{Hour, Report, Tally};
use engine::campaign::{SIMULATED_MAX, Simulated};
use leptos::prelude::*;

/// The result; `link` leads to the log of the same run.
pub(super) fn content(told: &Simulated, link: String) -> AnyView {
    let report = &told.report;
    if report.contacts == 0 {
        return view! { <Notice tone=Tone::Info>"Nobody waits on its list for a call: there is nothing to simulate."</Notice> }.into_any();
    }
    let more = told.more.then(|| {
        let text = format!("The first {} contacts are simulated; there are more.", grouped(SIMULATED_MAX as u64));
        view! { <Notice tone=Tone::Warning>{text}</Notice> }
    });
    let other = told.other.as_ref().map(|(report, _)| report);
    let busiest = [Some(report), other].into_iter().flatten().map(busiest).max().unwrap_or(0);
    let (own, its) = if other.is_some() { (" by its policy", "By its policy") } else { ("", "") };
    view! {
        {more}
        <section class="surface">
            <header class="p-4 pb-2"><h2>"What it comes to"</h2><p class="muted mt-0.5 text-pretty">{sentence(told)}</p></header>
            {figures(report, other)}
        </section>
        {curve(format!("Calls, by the hour in which they end{}", if other.is_some() { ": by its policy" } else { "" }), report, busiest)}
        {other.map(|other| curve("Calls, by the hour in which they end: by the other policy".to_owned(), other, busiest))}
        <div class="grid items-start gap-6 lg:grid-cols-2">
            {tallies(format!("Who is never reached{own}"), "Everybody on the list is reached.", &report.unreached)}
            {tallies(format!("Who still waits at the end{own}"), "Nobody waits any more.", &report.waiting)}
            {other.map(|other| tallies("Who is never reached by the other policy".to_owned(), "Everybody on the list is reached.", &other.unreached))}
            {other.map(|other| tallies("Who still waits at the end by the other policy".to_owned(), "Nobody waits any more.", &other.waiting))}
        </div>
        {log(told, link, its)}
    }
    .into_any()
}

/// What a run is known by, and where its log is.
fn log(told: &Simulated, link: String, its: &'static str) -> AnyView {
    let digests = [(its, Some(&told.digest)), ("By the other policy", told.other.as_ref().map(|(_, digest)| digest))];
    let digests = digests.into_iter().filter_map(|(by, digest)| Some((by, digest?.clone()))).map(|(by, digest)| {
        view! { <p class="text-xs"><span class="muted">{by}{(!by.is_empty()).then_some(": ")}</span><span class="mono wrap-anywhere">{digest}</span></p> }
    });
    let digests = digests.collect_view();
    view! {
        <section class="surface flex flex-col gap-2 p-4">
            <h2>"The log of this run"</h2>
            <p class="muted text-pretty">"Everything that happened, call by call, has this digest. The same list with the same start, seed and shares has the same."</p>
            {digests}
            <p class="no-print flex flex-wrap gap-2">
                <a class="btn btn-sm" href=link.clone() download><Icon name="download"/>"Download the log"</a>
                {told.other.is_some().then(|| view! {
                    <a class="btn btn-sm" href=format!("{link}&log=other") download><Icon name="download"/>"That of the other policy"</a>
                })}
            </p>
        </section>
    }
    .into_any()
}

fn sentence(told: &Simulated) -> String {
    let report = &told.report;
    let ends = match (report.last_call_ends_at, report.is_over()) {
        (Some(at), true) => format!("The last call ends {}.", exact(at)),
        (Some(at), false) => format!("The last call within these days ends {}; some still wait then.", exact(at)),
        (None, _) => "Nobody is called within these days.".to_owned(),
    };
    format!(
        "{} of {} contacts are reached, by {} calls. It begins {}. {ends}",
        grouped(report.completed),
        grouped(report.contacts),
        grouped(report.calls),
        exact(told.start)
    )
}

/// One figure of a report, as it reads.
type Figure = fn(&Report) -> String;

fn figures(report: &Report, other: Option<&Report>) -> AnyView {
    let lines: [(&str, Figure); 10] = [
        ("Reached", |report| grouped(report.completed)),
        ("Given up", |report| grouped(report.failed)),
        ("Not called", |report| grouped(report.blocked)),
        ("Still waiting", |report| grouped(report.waiting())),
        ("Calls", |report| grouped(report.calls)),
        ("Calls a contact", |report| format!("{:.2}", report.calls as f64 / report.contacts.max(1) as f64)),
        ("Abandoned calls", |report| grouped(report.abandoned)),
        ("Most calls at once", |report| grouped(report.peak)),
        ("Talked", |report| duration(report.talked_s as f64)),
        ("Over", |report| match report.last_call_ends_at.filter(|_| report.is_over()) {
            Some(at) => minute(at),
            None => "Not within these days".to_owned(),
        }),
    ];
    let mut head = vec![Head::text("Figure").unseen(), Head::figures("By its policy")];
    if other.is_some() {
        head.push(Head::figures("By the other"));
    }
    let rows = lines.map(|(label, figure)| {
        // On a phone a moment takes two lines, so that both policies are seen beside each other.
        let cell = |told| view! { <td class="num max-sm:whitespace-normal!">{told}</td> };
        let beside = other.map(|other| cell(figure(other)));
        view! { <tr><th scope="row" class="sm:w-full text-start font-normal">{label}</th>{cell(figure(report))}{beside}</tr> }
    });
    let rows = rows.collect_view();
    view! { <Table label="What it comes to".to_owned() head=head>{rows}</Table> }.into_any()
}

/// The most calls that end within an hour.
fn busiest(report: &Report) -> u64 {
    report.hours.iter().map(|hour| hour.picked + hour.unanswered).max().unwrap_or(0)
}

fn curve(title: String, report: &Report, busiest: u64) -> AnyView {
    let said = match (report.hours.first(), report.hours.last()) {
        (Some(first), Some(last)) => format!(
            "From {} to {}, at most {} an hour.",
            minute(first.at),
            minute(last.at),
            grouped(self::busiest(report))
        ),
        _ => "No call begins within these days.".to_owned(),
    };
    let band = |label: &str, class, figure: &dyn Fn(&Hour) -> u64| {
        // A day at least, so that the first hour alone is no wall.
        let mut figures: Vec<u64> = report.hours.iter().map(figure).collect();
        figures.resize(figures.len().max(24), 0);
        Band { label: label.to_owned(), class, figures }
    };
    let bands = vec![
        band("Answered", "band-turn", &|hour| hour.picked),
        band("Not answered", "band-hours", &|hour| hour.unanswered),
    ];
    let ticks = report.hours.first().map(|first| hour_ticks(first.at, report.hours.len().max(24))).unwrap_or_default();
    let rows =
        report.hours.iter().filter(|hour| hour.placed + hour.picked + hour.unanswered > 0).map(line).collect_view();
    let head = vec![
        Head::text("Hour"),
        Head::figures("Begin"),
        Head::figures("Answered"),
        Head::figures("Others that end").class("hidden @md:table-cell"),
        Head::figures("Most at once").class("hidden @md:table-cell"),
    ];
    view! {
        <section class="surface flex flex-col">
            <header class="p-4 pb-2"><h2>{title.clone()}</h2><p class="muted mt-0.5 text-pretty">{said.clone()}</p></header>
            <div class="px-4 pb-4"><Stack said=said bands=bands ticks=ticks at_least=busiest/></div>
            <details class="border-t hairline">
                <summary class="flex items-center gap-1.5 px-4 py-2.5 quiet-link"><Icon name="chevron-right" class="twist"/>"As a table"</summary>
                <div class="border-t hairline"><Table label=title head=head>{rows}</Table></div>
            </details>
        </section>
    }
    .into_any()
}

fn line(hour: &Hour) -> impl IntoView + use<> {
    view! {
        <tr>
            <td class="w-full whitespace-nowrap">{minute(hour.at)}</td>
            <td class="num">{grouped(hour.placed)}</td>
            <td class="num">{grouped(hour.picked)}</td>
            <td class="num hidden @md:table-cell">{grouped(hour.unanswered)}</td>
            <td class="num hidden @md:table-cell">{grouped(hour.peak)}</td>
        </tr>
    }
}

fn tallies(title: String, none: &'static str, tallies: &[Tally]) -> AnyView {
    let lines = tallies.iter().map(|tally| {
        view! {
            <li class="flex items-start justify-between gap-4 border-t hairline px-4 py-2.5">
                <span class="text-pretty">{tally.says.clone()}</span>
                <span class="figures font-medium">{grouped(tally.contacts)}</span>
            </li>
        }
    });
    let lines = lines.collect_view();
    let empty = tallies.is_empty();
    view! {
        <section class="surface">
            <h2 class="px-4 py-3">{title}</h2>
            {if empty { view! { <p class="muted border-t hairline px-4 py-3">{none}</p> }.into_any() } else { view! { <ul>{lines}</ul> }.into_any() }}
        </section>
    }
    .into_any()
}
