//! Parts of the page that the server renders, fetched anew: what an island shows has moved on, and they have not.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Replaces the elements with these ids by those of the page as the server renders it now; `false` when the page could not
/// be had, and nothing was changed then. There must be no island in them: nobody would wake it.
pub(super) async fn parts(ids: &[&str]) -> bool {
    let Some(page) = page().await else { return false };
    for id in ids {
        if let (Some(old), Some(new)) = (document().get_element_by_id(id), page.get_element_by_id(id)) {
            old.set_outer_html(&new.outer_html());
        }
    }
    true
}

async fn page() -> Option<web_sys::Document> {
    let window = web_sys::window()?;
    let address = window.location().href().ok()?;
    let response = JsFuture::from(window.fetch_with_str(&address)).await.ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    web_sys::DomParser::new().ok()?.parse_from_string(&text, web_sys::SupportedType::TextHtml).ok()
}
