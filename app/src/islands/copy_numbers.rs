//! Copies a phone number on click: one listener for every number on the page.

use crate::components::phone::COPY_ATTRIBUTE;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// Makes the page's numbers copy themselves when they are clicked, and says so to those who don't see it.
#[island]
pub fn CopyNumbers() -> impl IntoView {
    let said = RwSignal::new(String::new());
    Effect::new(move |_| {
        let listener = window_event_listener(leptos::ev::click, move |event| {
            if let Some(number) = event.target().and_then(|target| copy(&target)) {
                said.set(["Copied ", &number].concat());
            }
        });
        // The island lives as long as its page, and so does the listener.
        std::mem::forget(listener);
    });
    view! { <span class="sr-only" role="status">{said}</span> }
}

/// Copies what the clicked element or one around it offers, and marks it for a moment.
fn copy(target: &web_sys::EventTarget) -> Option<String> {
    let element = target.dyn_ref::<web_sys::Element>()?.closest(&["[", COPY_ATTRIBUTE, "]"].concat()).ok()??;
    let number = element.get_attribute(COPY_ATTRIBUTE)?;
    // Somebody who selects text with the mouse wants that text, not a copy of the whole.
    let selecting = window().get_selection().ok().flatten().is_some_and(|selection| !selection.is_collapsed());
    // Without a secure context there is no clipboard, and the number stays to be selected by hand.
    let clipboard =
        js_sys::Reflect::get(&window().navigator(), &"clipboard".into()).ok().filter(|found| found.is_object());
    if selecting || clipboard.is_none() {
        return None;
    }
    let _ = window().navigator().clipboard().write_text(&number);
    let _ = element.set_attribute("data-copied", "");
    set_timeout(move || _ = element.remove_attribute("data-copied"), Duration::from_millis(1_400));
    Some(number)
}
