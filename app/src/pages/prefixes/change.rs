//! What changed of a code: its kind as colour, icon and word, and each fact before and after.

use crate::components::badge::{Face, Tone};
use crate::components::icon::Icon;
use domain::prefix::{ChangeKind, FactChange};
use leptos::prelude::*;

/// The face of a kind of change.
pub(super) fn face(kind: ChangeKind) -> Face {
    match kind {
        ChangeKind::Came => Face::new(Tone::Success, "plus", "Came"),
        ChangeKind::Changed => Face::new(Tone::Info, "pencil", "Changed"),
        ChangeKind::Withdrawn => Face::new(Tone::Warning, "minus", "Withdrawn"),
    }
}

/// The facts as a list. Of a code that came or was withdrawn only one side is known, and there is no arrow.
pub(super) fn facts(kind: ChangeKind, facts: Vec<FactChange>) -> impl IntoView {
    let line = move |change: FactChange| {
        let FactChange { fact, before, after } = change;
        let unknown = || "–".to_owned();
        let text = match kind {
            ChangeKind::Came => after.unwrap_or_else(unknown).into_any(),
            ChangeKind::Withdrawn => before.unwrap_or_else(unknown).into_any(),
            ChangeKind::Changed => view! {
                <span class="muted line-through decoration-1">{before.unwrap_or_else(unknown)}</span>
                <span class="mx-1.5 inline-flex align-middle muted"><Icon name="arrow-right"/><span class="sr-only">" is now "</span></span>
                <span class="font-medium">{after.unwrap_or_else(unknown)}</span>
            }
            .into_any(),
        };
        view! { <div class="min-w-0"><dt class="inline text-xs muted me-2">{fact.title()}</dt><dd class="inline">{text}</dd></div> }
    };
    view! { <dl class="flex flex-col gap-1">{facts.into_iter().map(line).collect_view()}</dl> }
}
