//! The keyboard: one listener for the whole page. What a key does stands on the page itself, as an attribute of the link,
//! the button or the field that it presses, so everything can be done by mouse and without a script as well.
//!
//! `data-key="l"` is pressed (a field: entered) by that key, `data-go="c"` by G and then C; J and K walk through the rows of
//! the page's first table, X chooses the row, and `data-row-key="s"` is pressed by that key in the row where one is. Nothing
//! happens while somebody types into a field.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};

/// How long G waits for the letter behind it, in milliseconds.
const CHORD: f64 = 1_500.0;
/// The rows that J and K walk through, by their first link.
const ROWS: &str = "main table tbody tr";
/// The search of a list, which `/` enters.
const SEARCH: &str = "main input[type=search]";
/// The button that opens the palette.
const PALETTE: &str = "[data-palette]";
/// What the palette offers, and the field that narrows it.
const OFFERED: &str = "#palette [data-offer]";
const NARROWS: &str = "palette-text";

/// Listens for the whole page.
#[island]
pub fn Keys() -> impl IntoView {
    Effect::new(move |_| {
        let chord = StoredValue::new(None::<f64>);
        let keys = window_event_listener(leptos::ev::keydown, move |event| {
            if press(&event, chord).is_some() {
                event.prevent_default();
            }
        });
        let typed = window_event_listener(leptos::ev::input, |event| {
            let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            if let Some(field) = field.filter(|field| field.id() == NARROWS) {
                narrow(&field.value());
            }
        });
        // Not by `autofocus`: browsers complain about it on every page whose address names a row.
        let opened = window_event_listener(leptos::ev::click, |event| {
            let pressed = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if pressed.is_some_and(|pressed| pressed.closest(PALETTE).is_ok_and(|button| button.is_some())) {
                // The palette opens when this event is over.
                request_animation_frame(|| {
                    enter(&["#", NARROWS].concat());
                });
            } else if !event.default_prevented() && event.button() == 0 {
                open_row(&event);
            }
        });
        // The island lives as long as its page, and so do the listeners.
        std::mem::forget((keys, typed, opened));
    });
}

/// Does what the key stands for; `None` when it stands for nothing here.
fn press(event: &KeyboardEvent, chord: StoredValue<Option<f64>>) -> Option<()> {
    let key = event.key();
    if (event.ctrl_key() || event.meta_key()) && key.eq_ignore_ascii_case("k") {
        return click(PALETTE);
    }
    let in_palette = document().active_element().and_then(|active| active.closest("#palette").ok().flatten());
    if in_palette.is_some() {
        return match key.as_str() {
            "ArrowDown" => walk(OFFERED, 1),
            "ArrowUp" => walk(OFFERED, -1),
            _ => None,
        };
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing() {
        return None;
    }
    let now = event.time_stamp();
    if let Some(began) = chord.get_value() {
        chord.set_value(None);
        if now - began < CHORD {
            return click(&attribute("data-go", &key)?);
        }
    }
    match key.as_str() {
        "g" => {
            chord.set_value(Some(now));
            Some(())
        }
        "j" => step(1),
        "k" => step(-1),
        "x" => choose(),
        "/" => enter(SEARCH),
        "?" => click("[data-keys]"),
        key => in_row(key).or_else(|| click(&attribute("data-key", key)?)),
    }
}

/// The selector of an attribute with a letter; nothing for a key that is none.
fn attribute(name: &str, key: &str) -> Option<String> {
    let letter = key.len() == 1 && key.bytes().all(|byte| byte.is_ascii_lowercase());
    letter.then(|| ["[", name, "=\"", key, "\"]"].concat())
}

/// Whether the keys go into a field.
fn is_typing() -> bool {
    let typed = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
    document().active_element().is_some_and(|active| active.matches(typed).unwrap_or(false))
}

fn html(element: Element) -> Option<HtmlElement> {
    element.dyn_into().ok()
}

/// Presses what the selector finds first; a field is entered.
fn click(selector: &str) -> Option<()> {
    let found = document().query_selector(selector).ok()??;
    if found.matches("input, textarea, select").unwrap_or(false) {
        return enter(selector);
    }
    html(found)?.click();
    Some(())
}

fn enter(selector: &str) -> Option<()> {
    html(document().query_selector(selector).ok()??)?.focus().ok()
}

/// The row that stands in the middle of attention: where the focus is, else the one that the address names, such as that of
/// a call whose status was just set.
fn here() -> Option<Element> {
    let focused = document().active_element().and_then(|active| active.closest(ROWS).ok().flatten());
    focused.or_else(|| document().query_selector(&[ROWS, ":target"].concat()).ok().flatten())
}

/// Opens the row that was pressed, as its first link does; nothing that does something itself, and nothing while somebody
/// marks a text.
fn open_row(event: &web_sys::MouseEvent) -> Option<()> {
    let pressed = event.target()?.dyn_into::<Element>().ok()?;
    let row = pressed.closest(ROWS).ok()??;
    let own = "a, button, input, label, select, textarea, summary, form, [popover], time[title] a";
    if pressed.closest(own).ok()?.is_some() || event.ctrl_key() || event.meta_key() || event.shift_key() {
        return None;
    }
    if window().get_selection().ok().flatten().is_some_and(|marked| !marked.is_collapsed()) {
        return None;
    }
    let link = html(row.query_selector("a[href]").ok()??)?;
    // When this event is over: the link's own click comes here as well.
    request_animation_frame(move || link.click());
    Some(())
}

/// Presses what the row has for a key. Of a menu that opens, the first choice stands ready: Tab and Enter do the rest.
fn in_row(key: &str) -> Option<()> {
    let button = html(here()?.query_selector(&attribute("data-row-key", key)?).ok()??)?;
    button.click();
    let menu = button.get_attribute("popovertarget").and_then(|id| document().get_element_by_id(&id));
    let first = menu.and_then(|menu| menu.query_selector("button").ok().flatten());
    first.and_then(html).map_or(Some(()), |first| first.focus().ok())
}

/// Goes to the next row, or the one before, by its link: Enter opens it.
fn step(by: i32) -> Option<()> {
    let rows = document().query_selector_all(ROWS).ok()?;
    let rows: Vec<Element> = (0..rows.length()).filter_map(|place| rows.get(place)?.dyn_into().ok()).collect();
    let at = here().and_then(|here| rows.iter().position(|row| *row == here));
    let last = rows.len().checked_sub(1)?;
    let next = match at {
        None => 0,
        Some(at) if by < 0 => at.saturating_sub(1),
        Some(at) => (at + 1).min(last),
    };
    html(rows.get(next)?.query_selector("a[href]").ok()??)?.focus().ok()
}

/// Chooses the row, or no longer.
fn choose() -> Option<()> {
    html(here()?.query_selector("input.choose").ok()??)?.click();
    Some(())
}

/// Goes to the next of some that are shown, or the one before.
fn walk(selector: &str, by: i32) -> Option<()> {
    let all = document().query_selector_all(selector).ok()?;
    let shown: Vec<HtmlElement> = (0..all.length())
        .filter_map(|place| all.get(place)?.dyn_into::<HtmlElement>().ok())
        .filter(|offer| !offer.has_attribute("hidden"))
        .collect();
    let active = document().active_element();
    let at = shown.iter().position(|offer| active.as_ref().is_some_and(|active| offer.contains(Some(active))));
    let next = match (at, by) {
        (None, _) => 0,
        (Some(0), -1) => return enter(&["#", NARROWS].concat()),
        (Some(at), -1) => at - 1,
        (Some(at), _) => (at + 1).min(shown.len().checked_sub(1)?),
    };
    let offer: Element = shown.get(next)?.clone().into();
    html(offer.query_selector("a, button").ok()??)?.focus().ok()
}

/// Shows of what the palette offers only what has every word typed.
fn narrow(typed: &str) -> Option<()> {
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let all = document().query_selector_all(OFFERED).ok()?;
    for offer in (0..all.length()).filter_map(|place| all.get(place)?.dyn_into::<HtmlElement>().ok()) {
        let text = offer.text_content().unwrap_or_default().to_lowercase();
        let fits = words.iter().all(|word| text.contains(word.as_str()));
        let _ = if fits { offer.remove_attribute("hidden") } else { offer.set_attribute("hidden", "") };
    }
    Some(())
}
