//! The only `<textarea>`: Leptos 0.8 does not escape its text on the server, so it is escaped here.

use super::field::{Field, FieldState};
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

/// The text as the content of a `<textarea>`: escaped, and behind the one line break that HTML drops there.
fn content(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 1);
    out.push('\n');
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::content;

    #[test]
    fn a_text_that_closes_the_element_stays_text() {
        assert_eq!(content("</textarea><script>x & y"), "\n&lt;/textarea&gt;&lt;script&gt;x &amp; y");
    }
}
