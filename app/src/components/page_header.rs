//! The head of a page: its title, what qualifies it, and what can be done.

use leptos::prelude::*;

/// Title at the left with its count or state, one primary action at the right.
#[component]
pub fn PageHeader(
    #[prop(into)] title: String,
    /// A count, a badge.
    beside: AnyView,
    /// A line beneath the title.
    beneath: String,
    actions: AnyView,
) -> impl IntoView {
    view! {
        <header class="mb-4 flex flex-wrap items-start justify-between gap-x-6 gap-y-3 sm:flex-nowrap">
            <div class="min-w-0">
                <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
                    <h1 class="min-w-0 wrap-anywhere">{title}</h1>
                    {beside}
                </div>
                {(!beneath.is_empty()).then(|| view! { <p class="muted mt-0.5 max-w-3xl text-pretty wrap-anywhere">{beneath}</p> })}
            </div>
            <div class="no-print flex flex-wrap items-center gap-2 empty:hidden sm:max-w-3/5 sm:shrink-0 sm:justify-end">{actions}</div>
        </header>
    }
}
