//! What is other in one version of the rules than in another.

use super::{named, place};
use crate::components::badge::{Badge, Face, Tone};
use crate::components::table::{Head, Table};
use domain::calling_rule::{CallingRule, RuleBook, RuleChange};
use leptos::prelude::*;

/// A line for each rule that is new, gone or other.
pub(super) fn differences(before: &RuleBook, after: &RuleBook) -> AnyView {
    let changes = after.changes(before);
    if changes.is_empty() {
        return view! { <p class="muted p-4">"The same rules."</p> }.into_any();
    }
    let head = vec![
        Head::text("Change").unseen(),
        Head::text("Where"),
        Head::text("What").class("hidden @lg:table-cell"),
        Head::text("Before").class("hidden @md:table-cell"),
        Head::text("After"),
        Head::text("From").class("hidden @lg:table-cell"),
    ];
    let rows = changes.into_iter().map(|change| match change {
        RuleChange::New(rule) => row(Face::new(Tone::Success, "plus", "New"), None, Some(rule)),
        RuleChange::Gone(rule) => row(Face::new(Tone::Error, "minus", "Gone"), Some(rule), None),
        RuleChange::Other(old, new) => row(Face::new(Tone::Warning, "pencil", "Changed"), Some(old), Some(new)),
    });
    let rows = rows.collect_view();
    view! { <Table label="What changes".to_owned() head=head>{rows}</Table> }.into_any()
}

fn row(face: Face, before: Option<&CallingRule>, after: Option<&CallingRule>) -> Option<AnyView> {
    let rule = after.or(before)?;
    let side = |rule: Option<&CallingRule>| match rule {
        Some(rule) => named(rule).into_any(),
        None => view! { <span class="muted">"–"</span> }.into_any(),
    };
    let row = view! {
        <tr>
            <td><Badge face=face/></td>
            <td>{place(rule)}</td>
            <td class="hidden whitespace-nowrap @lg:table-cell">{rule.value.kind().label()}</td>
            <td class="hidden @md:table-cell">{side(before)}</td>
            <td class="w-full">
                <span class="block text-xs muted @lg:hidden">{format!("{}, from {}", rule.value.kind().label(), rule.effective_from)}</span>
                {before.map(|_| view! { <span class="block @md:hidden"><span class="text-xs muted">"Before: "</span>{side(before)}</span> })}
                {side(after)}
            </td>
            <td class="hidden @lg:table-cell figures whitespace-nowrap">{rule.effective_from.to_string()}</td>
        </tr>
    };
    Some(row.into_any())
}
