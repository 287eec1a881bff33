//! The bar above a list: a search, further filters behind a disclosure, and a chip for each filter in force.

use super::field::{FieldState, error_text};
use super::icon::Icon;
use leptos::prelude::*;

/// A filter in force, with the list's address without it.
#[derive(Debug, Clone)]
pub struct Chip {
    pub label: String,
    pub value: String,
    pub without: String,
}

/// A search with further filters: one GET form, so everything it says is in the address.
#[component]
pub fn FilterBar(
    /// The list's own path.
    action: String,
    /// The search field.
    search: FieldState,
    search_label: &'static str,
    /// Parameters that stay as they are, such as the order.
    keep: Vec<(String, String)>,
    /// Shows the further filters at once: something in them is wrong. They then push down what is beneath the bar, which
    /// says what is wrong elsewhere.
    #[prop(optional)]
    open: bool,
    /// The fields behind "Filters".
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (described, invalid) = (search.described_by(false), search.invalid());
    let FieldState { name, value, errors } = search;
    view! {
        <form class="no-print relative flex flex-wrap items-start gap-2 px-3 py-2.5" method="get" action=action role="search">
            {keep
                .into_iter()
                .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
                .collect_view()}
            <div class="flex w-full flex-col gap-1 sm:w-72">
                <label class="input w-full">
                    <Icon name="search" class="muted"/>
                    <span class="sr-only">{search_label}</span>
                    <input type="search" name=name value=value placeholder=search_label aria-invalid=invalid aria-describedby=described/>
                </label>
                {error_text(name, &errors)}
            </div>
            <button class="btn" type="submit">"Search"</button>
            {children
                .map(|children| {
                    view! {
                        <details class=if open { "drop drop-stays" } else { "drop" } open=open>
                            <summary class="btn"><Icon name="list-filter"/>"Filters"</summary>
                            <div class="drop-body">
                                <div class="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">{children()}</div>
                                <div class="mt-4 flex justify-end"><button class="btn btn-primary" type="submit">"Apply filters"</button></div>
                            </div>
                        </details>
                    }
                })}
        </form>
    }
}

/// The filters in force; each can be taken away, or all.
#[component]
pub fn Chips(chips: Vec<Chip>, clear: String) -> impl IntoView {
    (!chips.is_empty()).then(|| {
        view! {
            <ul class="no-print flex flex-wrap items-center gap-1.5 px-3 pb-2.5" aria-label="Filters in force">
                {chips
                    .into_iter()
                    .map(|chip| {
                        let remove = format!("Remove the filter {} {}", chip.label, chip.value);
                        view! {
                            <li class="chip">
                                <span class="muted">{chip.label}</span>
                                <b>{chip.value}</b>
                                <a href=chip.without aria-label=remove><Icon name="x"/></a>
                            </li>
                        }
                    })
                    .collect_view()}
                <li><a class="text-link text-xs" href=clear>"Clear all"</a></li>
            </ul>
        }
    })
}
