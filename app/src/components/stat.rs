//! A figure that opens the list it counts.

use leptos::prelude::*;

/// A figure with its label; the whole of it is a link.
#[component]
pub fn Stat(label: &'static str, figure: String, href: String, #[prop(optional, into)] note: String) -> impl IntoView {
    view! {
        <a class="stat" href=href>
            <span class="text-xs muted font-medium">{label}</span>
            <span class="stat-figure">{figure}</span>
            <span class="text-xs muted min-h-4">{note}</span>
        </a>
    }
}
