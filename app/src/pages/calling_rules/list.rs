//! The rules in force, one line each.

use super::tabs::{Part, tabs};
use super::{CAUTION, named, place};
use crate::components::badge::{Badge, Face, Tone};
use crate::components::empty::Empty;
use crate::components::icon::Icon;
use crate::components::table::{Head, Table};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::calling_rule::RuleBook;
use leptos::prelude::*;
use time::Date;

/// The list of rules.
#[component]
pub fn CallingRules() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let (version, book) = engine::calling_rule::in_force(&request.engine, scope).await?;
        let may_import = scope.is_platform_admin();
        let content = view! {
            {tabs(Part::Rules)}
            <div class="surface">{content(&book, request.now.date(), may_import)}</div>
        };
        let which = if version == 0 { "As shipped".to_owned() } else { format!("Version {version}") };
        Ok(Sheet::new("Calling rules", Place::Campaigns, content)
            .wide()
            .beneath_page("Campaigns", paths::campaigns())
            .beside(view! { <span class="figures muted">{which}</span> })
            .line(CAUTION)
            .actions(true, || actions(version, may_import)))
    })
}

fn actions(version: i32, may_import: bool) -> AnyView {
    view! {
        // A file, not a page.
        <a class="btn" href=paths::calling_rules_file(version) rel="external" download=true><Icon name="download"/>"Download"</a>
        {may_import.then(|| view! { <a class="btn btn-primary" href=paths::calling_rules_import()><Icon name="upload"/>"Change the rules"</a> })}
    }
    .into_any()
}

fn content(book: &RuleBook, today: Date, may_import: bool) -> AnyView {
    if book.rules().is_empty() {
        return view! {
            <Empty icon="scroll-text" title="No rules" text="Nothing is known of the law: campaigns keep their own hours alone.">
                {may_import.then(|| view! { <a class="btn btn-primary" href=paths::calling_rules_import()>"Bring a file of rules"</a> })}
            </Empty>
        }
        .into_any();
    }
    let head = vec![
        Head::text("Where"),
        Head::text("What").class("hidden @lg:table-cell"),
        Head::text("Rule"),
        Head::text("From").class("hidden @md:table-cell"),
        Head::text("Source").class("hidden @xl:table-cell"),
    ];
    let rows = book.rules().iter().map(move |rule| {
        let later = rule.effective_from > today;
        view! {
            <tr>
                <td>{place(rule)}</td>
                <td class="hidden whitespace-nowrap @lg:table-cell">{rule.value.kind().label()}</td>
                <td class="w-full @lg:min-w-52 @xl:w-auto">
                    <span class="block text-xs muted @lg:hidden">{rule.value.kind().label()}</span>
                    {named(rule)}
                </td>
                <td class="hidden @md:table-cell whitespace-nowrap figures">
                    {rule.effective_from.to_string()}
                    {later.then(|| view! { <Badge face=Face::new(Tone::Warning, "clock", "Not yet")/> })}
                </td>
                <td class="hidden @xl:table-cell w-full text-pretty">{rule.source.clone()}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table label="Calling rules".to_owned() head=head>{rows}</Table> }.into_any()
}
