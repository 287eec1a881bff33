//! What the islands of the generate form share: they watch its fields together and ask once for all.
//!
//! The form itself is plain markup of the page. One listener reads it when something is typed; after a short rest
//! the server is asked what is available, and every island shows its part of the answer.

use super::capacity::{CapacityView, ENDPOINT};
use super::fetch;
use crate::paths;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::Cell;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlFormElement};

/// The id of the form.
pub const FORM: &str = "generate-form";
/// The fields that decide what is available, and the project.
const QUESTION: [&str; 5] = ["project_id", "area_code", "carrier_filter", "type_filter", "fiction"];
/// How long the form must rest before it asks: a fast typist's three digits are one question.
const REST: Duration = Duration::from_millis(180);

/// What the islands show.
#[derive(Clone, Copy)]
pub struct Availability {
    /// What the typed filters leave; `None` while no area code is typed.
    pub view: RwSignal<Option<CapacityView>>,
    /// The quantity, when one is typed.
    pub quantity: RwSignal<Option<u64>>,
    /// An answer is on its way; what is shown belongs to the question before.
    pub asking: RwSignal<bool>,
    /// Something was typed that decides what is available: what the page came with is history.
    pub typed: RwSignal<bool>,
}

thread_local! {
    static SHARED: Cell<Option<Availability>> = const { Cell::new(None) };
    static QUESTION_ASKED: Cell<u32> = const { Cell::new(0) };
}

impl Availability {
    fn new(first: Option<CapacityView>, quantity: &str) -> Self {
        Self {
            view: RwSignal::new(first),
            quantity: RwSignal::new(figure(quantity)),
            asking: RwSignal::new(false),
            typed: RwSignal::new(false),
        }
    }
}

/// Shows availability from what the page came with. In the browser all islands of the page show the same.
pub fn watch(first: Option<CapacityView>, quantity: &str) -> Availability {
    let own = Availability::new(first, quantity);
    // Effects run in the browser alone, after the island took over the server's markup.
    Effect::new(move |_| match SHARED.get() {
        None => {
            SHARED.set(Some(own));
            listen(own);
        }
        Some(shared) => {
            // The page hands its answer to one island; whichever wakes first, all get it.
            if !shared.typed.get_untracked() {
                if own.view.with_untracked(Option::is_some) {
                    shared.view.set(own.view.get_untracked());
                }
                if own.quantity.get_untracked().is_some() {
                    shared.quantity.set(own.quantity.get_untracked());
                }
            }
            Effect::new(move |_| own.view.set(shared.view.get()));
            Effect::new(move |_| own.quantity.set(shared.quantity.get()));
            Effect::new(move |_| own.asking.set(shared.asking.get()));
            Effect::new(move |_| own.typed.set(shared.typed.get()));
        }
    });
    own
}

/// Reads the form now, because the browser may have filled it in by itself, and whenever something is typed.
fn listen(shared: Availability) {
    let Some(form) = document().get_element_by_id(FORM).and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else {
        return;
    };
    let asked = StoredValue::new(question(&form));
    let read = move |form: &HtmlFormElement| {
        shared.quantity.set(figure(&text(form, "quantity")));
        let question = question(form);
        if asked.get_value() != question {
            asked.set_value(question.clone());
            shared.typed.set(true);
            if text(form, "area_code").trim().len() == 3 { ask(shared, question) } else { shared.view.set(None) }
        }
    };
    // Filled in by the browser itself, going back for example: the page came without an answer to that.
    let filled_in = form.clone();
    let catch_up = move || {
        if shared.view.with_untracked(Option::is_none) && text(&filled_in, "area_code").trim().len() == 3 {
            shared.typed.set(true);
            shared.quantity.set(figure(&text(&filled_in, "quantity")));
            ask(shared, question(&filled_in));
        }
    };
    set_timeout(catch_up, REST);
    let listener = window_event_listener(leptos::ev::input, move |event| {
        let field = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let form = field.and_then(|field| field.closest("form").ok().flatten());
        if let Some(form) = form.filter(|form| form.id() == FORM).and_then(|form| form.dyn_into().ok()) {
            read(&form);
        }
    });
    // The island lives as long as its page, and so does the listener.
    std::mem::forget(listener);
}

/// Asks what is available, unless something else is typed in the meantime: the answer to an earlier question must not
/// overwrite that to a later one.
fn ask(shared: Availability, question: String) {
    let mine = QUESTION_ASKED.get().wrapping_add(1);
    QUESTION_ASKED.set(mine);
    shared.asking.set(true);
    set_timeout(
        move || {
            if QUESTION_ASKED.get() != mine {
                return;
            }
            spawn_local(async move {
                let answer = fetch::json::<CapacityView>(&[&paths::form(ENDPOINT), "?", &question].concat()).await;
                if QUESTION_ASKED.get() == mine {
                    shared.asking.set(false);
                    // Without an answer nothing is known; figures of another question would be wrong.
                    shared.view.set(answer);
                }
            });
        },
        REST,
    );
}

fn question(form: &HtmlFormElement) -> String {
    QUESTION.map(|field| [field, "=", &paths::query_value(text(form, field).trim())].concat()).join("&")
}

fn text(form: &HtmlFormElement, field: &str) -> String {
    FormData::new_with_form(form).ok().and_then(|data| data.get(field).as_string()).unwrap_or_default()
}

/// A quantity as typed, if it is one.
fn figure(text: &str) -> Option<u64> {
    text.trim().replace(',', "").parse().ok().filter(|figure| *figure > 0)
}
