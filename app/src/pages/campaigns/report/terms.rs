//! What was demanded: consent, hours and caps as they are set now, exemptions, and the rules in force within the period.

use super::super::windows;
use super::found::section;
use crate::components::figure::grouped;
use crate::components::moment::exact;
use crate::components::table::{Head, Table};
use domain::consent::ConsentKind;
use engine::campaign::report::{Report, RulesInForce};
use leptos::prelude::*;
use time::OffsetDateTime;

/// All of it.
pub(super) fn sections(report: &Report) -> AnyView {
    view! {
        {demanded(report)}
        {report.rules.iter().enumerate().map(|(place, rules)| {
            let until = report.rules.get(place + 1).and_then(|next| next.since);
            self::rules(place, rules, until)
        }).collect_view()}
    }
    .into_any()
}

fn demanded(report: &Report) -> AnyView {
    let draft = &report.setting.draft;
    let kinds: Vec<&str> =
        draft.consent_kinds.iter().filter_map(|word| ConsentKind::from_word(word)).map(ConsentKind::label).collect();
    let or = |text: &str| if text.is_empty() { "None".to_owned() } else { text.to_owned() };
    let mut exemptions = Vec::new();
    if !draft.enforce_hours {
        exemptions.push(
            "Hours and calling rules do not count: its provider is on this machine, and no call leaves it.".to_owned(),
        );
    }
    if !draft.consent_required {
        let text = "Numbers that the company never generated take no consent";
        exemptions.push(format!("{text}; {} attempts were made without one.", grouped(report.without_consent)));
    }
    let none = exemptions.is_empty();
    let exemptions = exemptions.into_iter().map(|text| view! { <li class="text-pretty">{text}</li> }).collect_view();
    let body = view! {
        <dl class="facts px-4 pb-4">
            <dt>"Consent"</dt><dd>{kinds.join(", ")}</dd>
            <dt>"Hours"</dt><dd>{windows::readable(&draft.windows)}</dd>
            <dt>"Calls to a number in 24 hours"</dt><dd class="figures">{or(&draft.day_cap)}</dd>
            <dt>"Calls to a number ever"</dt><dd class="figures">{or(&draft.lifetime_cap)}</dd>
            <dt>"Attempts"</dt><dd class="figures">{if draft.max_attempts.is_empty() { "As the policy says".to_owned() } else { draft.max_attempts.clone() }}</dd>
            <dt>"Exemptions"</dt>
            <dd>{if none { "None".into_any() } else { view! { <ul>{exemptions}</ul> }.into_any() }}</dd>
        </dl>
    };
    let lead = "As the campaign is set now; the audit has every change with who made it.";
    section("demanded-title", "What was demanded", lead.to_owned(), body.into_any())
}

/// One version; `until` is when the next one of the period took its place.
fn rules(place: usize, rules: &RulesInForce, until: Option<OffsetDateTime>) -> AnyView {
    let version =
        if rules.version == 0 { "Those that are shipped".to_owned() } else { format!("Version {}", rules.version) };
    let since = rules
        .since
        .map_or_else(|| "in force from the beginning".to_owned(), |at| format!("in force since {}", exact(at)));
    let until = until.map(|at| format!(" until {}", exact(at))).unwrap_or_default();
    let head = vec![
        Head::text("Rule"),
        Head::text("Place").class("hidden @md:table-cell"),
        Head::text("What it says"),
        Head::text("Counts from").class("hidden @lg:table-cell"),
        Head::text("Source").class("hidden @xl:table-cell"),
    ];
    let lines = rules.book.rules().iter().map(|rule| {
        let says = format!("{}: {}", rule.value.kind().label(), rule.value.says());
        view! {
            <tr>
                <td class="mono text-xs @xl:whitespace-nowrap">{rule.id.clone()}</td>
                <td class="hidden whitespace-nowrap @md:table-cell">{rule.jurisdiction.to_string()}</td>
                <td class="@xl:min-w-60">{says}</td>
                <td class="hidden whitespace-nowrap @lg:table-cell">{rule.effective_from.to_string()}</td>
                <td class="hidden w-full @xl:table-cell">{rule.source.clone()}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let id = format!("rules-{place}");
    let titled_by = id.clone();
    let label = format!("Rules of {}", version.to_lowercase());
    // A period may have had several, and each is a part of the page by its name.
    let titled = match rules.version {
        0 => "Calling rules that are shipped".to_owned(),
        number => format!("Calling rules, version {number}"),
    };
    view! {
        <section class="surface report-part" aria-labelledby=titled_by>
            <header class="p-4 pb-3"><h2 id=id>{titled}</h2><p class="muted mt-0.5">{format!("{version}, {since}{until}.")}</p></header>
            <Table label=label head=head>{lines}</Table>
        </section>
    }
    .into_any()
}
