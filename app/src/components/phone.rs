//! Phone numbers: (415) 555-0123 to read, E.164 to copy.

use super::icon::Icon;
use domain::phone::E164;
use leptos::prelude::*;

/// The attribute by which the copying island finds what to copy.
pub const COPY_ATTRIBUTE: &str = "data-copy";

/// A button that copies a number in E.164. Without JavaScript it is not shown: the number beside it is text to select.
#[component]
pub fn CopyButton(#[prop(into)] number: E164) -> impl IntoView {
    let name = ["Copy ", &number.readable()].concat();
    view! {
        <button class="copy copy-sign" type="button" data-copy=number.to_string() aria-label=name title="Copy the number"><Icon name="copy"/></button>
    }
}
