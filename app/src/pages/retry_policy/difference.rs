//! The lines in which one text differs from another.

use leptos::prelude::*;
use similar::{ChangeTag, TextDiff};

/// Lines around a change that are shown.
const AROUND: usize = 3;

/// The lines that go and those that come, each marked by its sign as well as its colour.
pub(super) fn difference(before: &str, after: &str) -> AnyView {
    let diff = TextDiff::from_lines(before, after);
    let groups = diff.grouped_ops(AROUND);
    if groups.is_empty() {
        return view! { <p class="muted p-4">"The same text."</p> }.into_any();
    }
    let mut lines = Vec::new();
    for (place, group) in groups.iter().enumerate() {
        if place > 0 {
            lines.push(view! { <span class="diff-line muted">"⋯"</span> }.into_any());
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let text = change.value().trim_end_matches(['\n', '\r']).to_owned();
            let line = match change.tag() {
                ChangeTag::Equal => view! { <span class="diff-line">"  "{text}</span> }.into_any(),
                ChangeTag::Delete => view! { <del class="diff-line">"- "{text}</del> }.into_any(),
                ChangeTag::Insert => view! { <ins class="diff-line">"+ "{text}</ins> }.into_any(),
            };
            lines.push(line);
        }
    }
    view! { <pre class="diff mono overflow-x-auto p-4 text-xs" tabindex="0" role="region" aria-label="Lines that differ">{lines.collect_view()}</pre> }.into_any()
}
