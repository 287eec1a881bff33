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
    #[prop(default = 4)] rows: u32,
    /// Text that a program reads, such as YAML.
    #[prop(optional)]
    code: bool,
) -> impl IntoView {
    let described_by = at.described_by(!help.is_empty());
    let FieldState { name, value, errors } = at;
    let class = if code { "textarea mono overflow-x-auto whitespace-pre" } else { "textarea" };
    let spelled = code.then_some("false");
    let invalid = (!errors.is_empty()).then_some("true");
    view! {
        <Field name=name label=label errors=errors help=help optional=optional>
            <textarea class=class id=name name=name rows=rows spellcheck=spelled maxlength=maxlength aria-invalid=invalid aria-describedby=described_by inner_html=content(&value)></textarea>
        </Field>
    }
}

/// The text as the content of a `<textarea>`: behind the one line break that HTML drops there.
fn content(text: &str) -> String {
    ["\n", &escaped(text)].concat()
}
