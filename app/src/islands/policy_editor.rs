//! Beside the text of a retry policy while it is typed: what is wrong with it and its week, told by the server, and what may
//! stand at the cursor.
//!
//! The text itself is plain markup of the page, and *Check* does without any of this.

use crate::paths;
use domain::dial::retry_policy::hints;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlFormElement, HtmlTextAreaElement};

/// The id of the form.
pub const FORM: &str = "retry-policy-form";
/// The id of what there is to say of its text.
pub const LOOK: &str = "retry-policy-look";
/// The id of the text.
const TEXT: &str = "retry_policy";
/// How long nobody types before the server is asked.
const REST: Duration = Duration::from_millis(400);
/// So many hints are shown; what is typed narrows them down.
const SHOWN: usize = 12;

thread_local! {
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

/// What the server says of a text: markup of its own making, in which everything that was typed is escaped.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PolicyLook {
    pub html: String,
}

/// One that is offered: what is put in, and what it is.
type Offer = (String, &'static str);

/// Watches the text, and offers what may stand at the cursor.
#[island]
pub fn PolicyEditor() -> impl IntoView {
    let offers = RwSignal::new(Vec::<Offer>::new());
    let said = RwSignal::new(String::new());
    Effect::new(move |_| {
        let listener = window_event_listener(leptos::ev::input, move |event| {
            if event
                .target()
                .and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok())
                .is_some_and(|area| area.id() == TEXT)
            {
                ask(said);
            }
        });
        let cursor = document_event(move || offers.set(offered().unwrap_or_default()));
        // The island lives as long as its page, and so do the listeners.
        std::mem::forget((listener, cursor));
    });
    view! {
        <p class="sr-only" role="status">{move || said.get()}</p>
        <div class=move || if offers.with(Vec::is_empty) { "hidden" } else { "flex flex-col gap-1" }>
            <p class="text-xs muted" id="policy-hints">"May stand at the cursor:"</p>
            <ul class="flex flex-wrap gap-1" aria-labelledby="policy-hints">
                <For each=move || offers.get() key=|offer| offer.0.clone() let:offer>
                    <li>
                        <button type="button" class="btn btn-xs mono" title=offer.1 on:click=move |_| { put(&offer.0, said); }>{offer.0.trim().to_owned()}</button>
                    </li>
                </For>
            </ul>
        </div>
    }
}

/// Runs when the cursor moves, by keys, by the pointer or by typing.
fn document_event(run: impl Fn() + Clone + 'static) -> (WindowListenerHandle, WindowListenerHandle) {
    let by_key = run.clone();
    (
        window_event_listener(leptos::ev::keyup, move |_| by_key()),
        window_event_listener(leptos::ev::pointerup, move |_| run()),
    )
}

fn area() -> Option<HtmlTextAreaElement> {
    document().get_element_by_id(TEXT)?.dyn_into().ok()
}

/// The text up to the cursor. The cursor counts as JavaScript does, in units of UTF-16.
fn before(area: &HtmlTextAreaElement) -> Option<(Vec<u16>, usize)> {
    let text: Vec<u16> = area.value().encode_utf16().collect();
    let at = usize::try_from(area.selection_start().ok()??).ok()?.min(text.len());
    Some((text, at))
}

/// What may stand at the cursor, while the text or one of the offers has the focus.
fn offered() -> Option<Vec<Offer>> {
    let active = document().active_element()?;
    let at_an_offer = || active.closest("[aria-labelledby=policy-hints]").is_ok_and(|list| list.is_some());
    if active.id() == TEXT || at_an_offer() { offers_at(&area()?) } else { None }
}

fn offers_at(area: &HtmlTextAreaElement) -> Option<Vec<Offer>> {
    let (text, at) = before(area)?;
    let found = hints(&String::from_utf16_lossy(&text[..at]));
    Some(found.hints.into_iter().take(SHOWN).map(|hint| (hint.insert, hint.says)).collect())
}

/// Puts a word at the cursor in place of what was begun, and goes on there.
fn put(word: &str, said: RwSignal<String>) -> Option<()> {
    let area = area()?;
    let (text, at) = before(&area)?;
    let begun = hints(&String::from_utf16_lossy(&text[..at])).begun.min(at);
    let start = u32::try_from(at - begun).ok()?;
    area.focus().ok()?;
    area.set_range_text_with_start_and_end(word, start, u32::try_from(at).ok()?).ok()?;
    let end = start + u32::try_from(word.encode_utf16().count()).ok()?;
    area.set_selection_range(end, end).ok()?;
    ask(said);
    Some(())
}

/// Asks the server what there is to say, unless somebody types on meanwhile: the answer to an earlier text must not stand beside
/// a later one. Its headline is said to who does not see it.
fn ask(said: RwSignal<String>) {
    let mine = ASKED.get().wrapping_add(1);
    ASKED.set(mine);
    set_timeout(
        move || {
            if ASKED.get() == mine {
                spawn_local(async move {
                    let looked = look().await;
                    if ASKED.get() == mine
                        && let (Some(looked), Some(place)) = (looked, document().get_element_by_id(LOOK))
                    {
                        place.set_inner_html(&looked.html);
                        let headline = place.query_selector("h2").ok().flatten().and_then(|head| head.text_content());
                        said.set(headline.unwrap_or_default());
                    }
                });
            }
        },
        REST,
    );
}

/// What the server says; `None` when the line is down: what stood there stays, and *Check* says it.
async fn look() -> Option<PolicyLook> {
    let window = web_sys::window()?;
    let form: HtmlFormElement = document().get_element_by_id(FORM)?.dyn_into().ok()?;
    let data = web_sys::FormData::new_with_form(&form).ok()?;
    let text = |field: &str| paths::query_value(&data.get(field).as_string().unwrap_or_default());
    let body = ["of=", &text("of"), "&retry_policy=", &text(TEXT)].concat();
    let headers = web_sys::Headers::new().ok()?;
    headers.set("content-type", "application/x-www-form-urlencoded").ok()?;
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&body.into());
    let asked = window.fetch_with_str_and_init(&paths::form("retry-policy-look"), &init);
    let response: web_sys::Response = JsFuture::from(asked).await.ok()?.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    serde_json::from_str(&text).ok()
}
