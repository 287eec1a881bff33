//! One GET that answers JSON.

use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// The answer of a local address, or `None` when the line is down, the status is not a success or the text is not what
/// was expected; whoever asks shows its last state as old and asks again.
pub(super) async fn json<T: DeserializeOwned>(address: &str) -> Option<T> {
    let window = web_sys::window()?;
    let response = JsFuture::from(window.fetch_with_str(address)).await.ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    serde_json::from_str(&text).ok()
}
