//! Keeps parts of a page as they stand on the server: for what many things move at once and no topic tells of.

use super::renew;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// As often as nodes give a sign of life.
const EVERY: Duration = Duration::from_secs(5);

/// Fetches the parts with these ids anew every few seconds, and says so. Nothing is fetched while the page is hidden, or
/// while the person is at one of the parts: what is typed or asked there would be lost.
#[island]
pub fn Renewing(parts: Vec<String>) -> impl IntoView {
    let works = RwSignal::new(false);
    Effect::new(move |_| {
        works.set(true);
        let parts = parts.clone();
        set_interval(
            move || {
                let ids = parts.clone();
                if !document().hidden() && !ids.iter().any(|id| in_use(id)) {
                    spawn_local(async move {
                        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
                        renew::parts(&ids, false).await;
                    });
                }
            },
            EVERY,
        );
    });
    view! { <span class=move || if works.get() { "no-print" } else { "hidden" }>"Renews itself every 5 seconds."</span> }
}

/// Whether the focus is in the part, or something in it is open.
pub(super) fn in_use(id: &str) -> bool {
    let Some(part) = document().get_element_by_id(id) else { return false };
    let focused = document().active_element().is_some_and(|active| part.contains(Some(&active)));
    focused || part.query_selector(":popover-open").is_ok_and(|open| open.is_some())
}
