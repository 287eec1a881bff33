//! Phone numbers: (415) 555-0123 to read, E.164 to copy.

use super::icon::Icon;
use domain::phone::PhoneNumber;
use leptos::prelude::*;

/// The attribute by which the copying island finds what to copy.
pub const COPY_ATTRIBUTE: &str = "data-copy";

/// A number that a click copies in E.164. Without JavaScript it is plain text to select.
#[component]
pub fn Phone(
    number: PhoneNumber,
    /// Shows only the sign for copying, where the number itself is a link.
    #[prop(optional)]
    icon_only: bool,
) -> impl IntoView {
    if icon_only {
        return view! { <span class="copy copy-sign" data-copy=number.e164() title="Copy the number"><Icon name="copy"/></span> }.into_any();
    }
    view! { <span class="copy mono whitespace-nowrap" data-copy=number.e164() title="Click to copy">{number.national()}</span> }.into_any()
}
