//! The wasm door: links the islands of `app` into one browser module and wakes them on the page.

// Islands register by being linked; nothing here names them.
extern crate app;

/// Turns the islands of the page that the server rendered into live ones.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
