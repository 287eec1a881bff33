//! The only `<textarea>`.

use super::field::{Field, FieldState};
use crate::raw_text::escaped;
use leptos::prelude::*;

/// Several lines of text.
#[component]
pub fn TextArea(
    at: FieldState,
    label: &'static str,
    #[prop(optional, into)] help: String,
    #[prop(optional)] optional: bool,
    #[prop(optional)] maxlength: Option<u32>,
) -> impl IntoView {
    let FieldState { name, value, errors } = at;
    let invalid = (!errors.is_empty()).then_some("true");
    view! {
        <Field name=name label=label errors=errors help=help optional=optional>
            <textarea class="textarea" id=name name=name rows="4" maxlength=maxlength aria-invalid=invalid inner_html=content(&value)></textarea>
        </Field>
    }
}

/// The text as the content of a `<textarea>`: behind the one line break that HTML drops there.
fn content(text: &str) -> String {
    ["\n", &escaped(text)].concat()
}
