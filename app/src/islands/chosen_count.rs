//! How many rows of a list are chosen: counts the boxes on the page whenever one changes.

use leptos::prelude::*;

/// The boxes of a list's rows that are checked.
const CHECKED: &str = "input.choose:checked";

/// The figure before "chosen"; nothing until a script has counted, because no page knows what will be checked.
#[island]
pub fn ChosenCount() -> impl IntoView {
    let chosen = RwSignal::new(String::new());
    Effect::new(move |_| {
        chosen.set(count());
        let listener = window_event_listener(leptos::ev::change, move |_| chosen.set(count()));
        // The island lives as long as its page, and so does the listener.
        std::mem::forget(listener);
    });
    view! { <span class="figures font-semibold" role="status">{chosen}</span> }
}

fn count() -> String {
    document().query_selector_all(CHECKED).map_or(0, |boxes| boxes.length()).to_string()
}
