//! Parts of the page that the server renders, fetched anew: what an island shows has moved on, and they have not.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Says that a page is asked for by the page itself: no message is shown by it, and nobody has seen it.
pub const HEADER: &str = "x-renew";
/// Its value when the person has had the page before them for a while.
pub const SEEN: &str = "seen";

/// Replaces the elements with these ids by those of the page as the server renders it now; `false` when the page could not
/// be had, and nothing was changed then. There must be no island in them: nobody would wake it. `seen` tells the server
/// that the person has what the page shows before their eyes.
pub(super) async fn parts(ids: &[&str], seen: bool) -> bool {
    let Some(page) = page(if seen { SEEN } else { "" }).await else { return false };
    for id in ids {
        if let (Some(old), Some(new)) = (document().get_element_by_id(id), page.get_element_by_id(id)) {
            old.set_outer_html(&new.outer_html());
        }
    }
    true
}

async fn page(value: &str) -> Option<web_sys::Document> {
    let window = web_sys::window()?;
    let address = window.location().href().ok()?;
    let headers = web_sys::Headers::new().ok()?;
    headers.set(HEADER, value).ok()?;
    let init = web_sys::RequestInit::new();
    init.set_headers(&headers);
    let response = JsFuture::from(window.fetch_with_str_and_init(&address, &init)).await.ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    web_sys::DomParser::new().ok()?.parse_from_string(&text, web_sys::SupportedType::TextHtml).ok()
}
