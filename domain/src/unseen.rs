//! Characters that nobody sees and that change what others look like: what people type as one line holds none.

/// Whether a character is a control character, has no width, or turns the direction of what stands around it
/// (Unicode, Bidi_Control; UTR 36, "Bidirectional text spoofing"). The joiners of Arabic and Indic scripts and of emoji are none
/// of these: they stand in names.
pub fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::is_unseen;

    #[test]
    fn names_of_every_script_pass_and_what_turns_them_around_does_not() {
        for name in ["Zoë O’Neil", "محمد", "Ольга", "नम\u{200d}", "👩\u{200d}🔧", "李"] {
            assert!(!name.chars().any(is_unseen), "{name}");
        }
        for wrong in ["Bob\u{202e}nimda", "ad\u{200b}min", "\u{2066}x\u{2069}", "a\nb", "\u{feff}Bob"] {
            assert!(wrong.chars().any(is_unseen), "{wrong:?}");
        }
    }
}
