//! Escape closes an open disclosure of a toolbar, or else the panel of a row, as it closes everything else that lies over
//! the page.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The disclosures that lie over the page while they are open.
const OPEN: &str = "details.drop[open]";
/// The link of a panel by which it closes.
const LEAVES: &str = "[data-escape]";
/// What Escape is for first: a popover closes by itself, and who types leaves the field.
const BEFORE: &str = "[popover]:popover-open, :is(input, select, textarea):focus";

/// Listens for Escape for the whole page.
#[island]
pub fn Escape() -> impl IntoView {
    Effect::new(move |_| {
        let listener = window_event_listener(leptos::ev::keydown, |event| {
            if event.key() == "Escape" {
                let _ = close().or_else(leave);
            }
        });
        // The island lives as long as its page, and so does the listener.
        std::mem::forget(listener);
    });
}

/// Closes the open disclosure; whoever was in it stands at its button again, not at the beginning of the page.
fn close() -> Option<()> {
    let open = document().query_selector(OPEN).ok()??;
    let inside = document().active_element().is_some_and(|active| open.contains(Some(&active)));
    open.remove_attribute("open").ok()?;
    if inside {
        open.query_selector("summary").ok()??.dyn_ref::<web_sys::HtmlElement>()?.focus().ok()?;
    }
    Some(())
}

/// Goes where the open panel is not.
fn leave() -> Option<()> {
    if document().query_selector(BEFORE).ok()?.is_some() {
        return None;
    }
    document().query_selector(LEAVES).ok()??.dyn_ref::<web_sys::HtmlElement>()?.click();
    Some(())
}
