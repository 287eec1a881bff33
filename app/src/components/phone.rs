//! Phone numbers: (415) 555-0123 to read, E.164 to copy.

use super::icon::Icon;
use domain::phone::PhoneNumber;
use leptos::prelude::*;

/// The attribute by which the copying island finds what to copy.
pub const COPY_ATTRIBUTE: &str = "data-copy";

/// A button that copies a number in E.164. Without JavaScript it is not shown: the number beside it is text to select.
#[component]
pub fn CopyButton(number: PhoneNumber) -> impl IntoView {
    let name = ["Copy ", &number.national()].concat();
    view! {
        <button class="copy copy-sign" type="button" data-copy=number.e164() aria-label=name title="Copy the number"><Icon name="copy"/></button>
    }
}
