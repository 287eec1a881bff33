//! Text of the elements that hold raw text, `<textarea>` and `<title>`: Leptos 0.8 does not escape it on the server.

/// The text with what could end its element, or begin another, written as character references.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
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
    use super::escaped;

    #[test]
    fn a_text_that_closes_its_element_stays_text() {
        assert_eq!(escaped("</title><script>x & y"), "&lt;/title&gt;&lt;script&gt;x &amp; y");
    }
}
