//! What was found: attempts, verdicts, consent, hours, abandoned calls.

use crate::components::badge::Tone;
use crate::components::figure::grouped;
use crate::components::flash::Notice;
use crate::components::moment::day;
use crate::components::table::{Head, Table};
use domain::dial::Outcome;
use domain::dial::abandoned::percent;
use domain::filter::verdict_label;
use engine::campaign::report::Report;
use leptos::prelude::*;

/// All of it.
pub(super) fn sections(report: &Report) -> AnyView {
    view! {
        <div class="report-columns grid items-start gap-6 lg:grid-cols-2">
            {attempts(report)}
            {verdicts(report)}
        </div>
        {consents(report)}
        {hours(report)}
        {abandoned(report)}
    }
    .into_any()
}

/// A section with its lead and what stands beneath.
pub(super) fn section(id: &'static str, title: &'static str, lead: String, body: AnyView) -> AnyView {
    view! {
        <section class="surface report-part" aria-labelledby=id>
            <header class="p-4 pb-3"><h2 id=id>{title}</h2><p class="muted mt-0.5 text-pretty">{lead}</p></header>
            {body}
        </section>
    }
    .into_any()
}

/// Words with their figures; `data-figure` is the word, for whoever counts again.
fn figures(label: &'static str, of: &'static str, rows: Vec<(String, String, u64)>) -> AnyView {
    let head = vec![Head::text(of), Head::figures("Count")];
    let rows = rows.into_iter().map(|(word, label, n)| {
        view! { <tr><th scope="row" class="w-full text-start font-normal">{label}</th><td class="num" data-figure=word>{grouped(n)}</td></tr> }
    });
    view! { <Table label=label.to_owned() head=head>{rows.collect_view()}</Table> }.into_any()
}

fn attempts(report: &Report) -> AnyView {
    let label = |word: &str| match Outcome::from_word(word) {
        Some(outcome) => outcome.label(),
        None => "Under way, or never heard of again",
    };
    let mut rows: Vec<(String, String, u64)> =
        report.outcomes.iter().map(|(word, n)| ((*word).to_owned(), label(word).to_owned(), *n)).collect();
    rows.push(("ATTEMPTS".to_owned(), "All attempts".to_owned(), report.attempts));
    let lead = "Calls that began within the period, by how they ended.".to_owned();
    section("attempts-title", "Attempts", lead, figures("Attempts by outcome", "Outcome", rows))
}

fn verdicts(report: &Report) -> AnyView {
    let rows = report.verdicts.iter().map(|(word, n)| (word.clone(), verdict_label(word).to_owned(), *n)).collect();
    let lead = "Dials that were made within the period, by what was found at the last look at each.".to_owned();
    section("verdicts-title", "Verdicts", lead, figures("Dials by verdict", "Verdict", rows))
}

fn consents(report: &Report) -> AnyView {
    let head = vec![
        Head::text("Kind"),
        Head::text("Source"),
        Head::figures("Attempts"),
        Head::text("First given").class("hidden @md:table-cell"),
        Head::text("Last given").class("hidden @md:table-cell"),
    ];
    let rows = report.consents.iter().map(|basis| {
        view! {
            <tr>
                <td class="whitespace-nowrap">{basis.kind.label()}</td>
                <td class="w-full wrap-anywhere">{basis.source.clone()}</td>
                <td class="num">{grouped(basis.attempts)}</td>
                <td class="hidden whitespace-nowrap @md:table-cell">{day(basis.first)}</td>
                <td class="hidden whitespace-nowrap @md:table-cell">{day(basis.last)}</td>
            </tr>
        }
    });
    let none = report.consents.is_empty();
    let rows = rows.collect_view();
    let more = (report.more_consents > 0).then(|| {
        view! { <p class="p-4 muted">{format!("{} more attempts, by other consents.", grouped(report.more_consents))}</p> }
    });
    let without = format!(
        "Attempts at whose beginning no consent of a kind that the campaign takes was in force: {}.",
        grouped(report.without_consent)
    );
    let body = view! {
        {(!none).then(|| view! { <Table label="Consents by kind and source".to_owned() head=head>{rows}</Table> })}
        {more}
        <p class="border-t hairline p-4 text-pretty" data-figure="without_consent">{without}</p>
    };
    let lead = "The consent that was in force for the number when each call began: the first of a kind that the campaign takes.";
    section("consent-title", "Consent of those who were called", lead.to_owned(), body.into_any())
}

fn hours(report: &Report) -> AnyView {
    let told = &report.hours;
    let head = vec![Head::text("Hour"), Head::figures("Calls")];
    let rows = told.hours.iter().enumerate().filter(|(_, calls)| **calls > 0).map(|(hour, calls)| {
        let label = format!("{hour:02}:00 to {:02}:00", hour + 1);
        view! { <tr><th scope="row" class="w-full text-start font-normal">{label}</th><td class="num">{grouped(*calls)}</td></tr> }
    });
    let rows = rows.collect_view();
    let none = told.outside_law == 0 && told.no_zone == 0;
    let tone = if none { Tone::Success } else { Tone::Warning };
    let law = format!(
        "Outside the hours of the law, by any clock that they may go by: {}. Of whom nobody knew the clock: {}.",
        grouped(told.outside_law),
        grouped(told.no_zone)
    );
    let windows = format!("Outside the campaign’s hours as they are set now: {}.", grouped(told.outside_windows));
    let set = (told.by_set_zone > 0).then(|| {
        let text = format!(
            "Within the hours of the law only by a time zone that somebody set on the contact, and not by the area code: {}.",
            grouped(told.by_set_zone)
        );
        view! { <div class="mt-2"><Notice tone=Tone::Warning><span data-figure="by_set_zone">{text}</span></Notice></div> }
    });
    let body = view! {
        <div class="px-4 pb-4"><Notice tone=tone><span data-figure="outside_law">{law}</span></Notice>{set}<p class="muted mt-2">{windows}</p></div>
        <Table label="Calls by local hour".to_owned() head=head>{rows}</Table>
    };
    let lead =
        "By the clock of whoever was called, worked out again from when each call began and the rules in force then.";
    section("hours-title", "Hours", lead.to_owned(), body.into_any())
}

fn abandoned(report: &Report) -> AnyView {
    let (told, rings) = (report.answered, report.rings);
    let worst = percent(told.abandoned + told.unknown, told.answered);
    let says = match (told.answered, report.unreported, told.unknown) {
        (0, 0, _) => "No person answered a call: 0 of 0.".to_owned(),
        (_, 0, 0) => format!(
            "{} of {} calls that people answered were abandoned: {worst}.",
            grouped(told.abandoned),
            grouped(told.answered)
        ),
        (_, unreported, unknown) => format!(
            "The share can’t be known: of {} answered calls the provider was not said to report when a person answered and \
             when they were connected, and of {} it did not. Of the others {} of {} were abandoned.",
            grouped(unreported),
            grouped(unknown),
            grouped(told.abandoned),
            grouped(told.answered - unknown)
        ),
    };
    let rang = format!(
        "Calls that nobody took and that rang shorter than the law asks for: {}; long enough: {}; of which the provider did not \
         say when they began to ring: {}.",
        grouped(rings.short),
        grouped(rings.long_enough),
        grouped(rings.unknown)
    );
    let body = view! {
        <div class="px-4 pb-4"><p class="text-pretty" data-figure="abandoned">{says}</p><p class="mt-2 text-pretty" data-figure="rings">{rang}</p></div>
    };
    let lead =
        "Answered by a person, and nobody there within two seconds; counted again from the attempts of these days.";
    section("abandoned-title", "Abandoned calls and ringing", lead.to_owned(), body.into_any())
}
