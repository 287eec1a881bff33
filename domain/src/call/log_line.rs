//! A call in one line, for whoever has just put the phone down: "Renewal with Acme, agreed 5m 30s #vip".

use super::read_duration;

/// The most words at the end of a line that are a duration: hours, minutes and seconds.
const DURATION_WORDS: usize = 3;

/// What a line says of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    pub subject: String,
    /// In seconds.
    pub duration_s: Option<u32>,
    pub tags: Vec<String>,
}

impl LogLine {
    /// Reads a line: words with a `#` are tags wherever they stand, a duration with its units stands at the end, and the rest
    /// is the subject. A figure without a unit belongs to the subject: "Invoice 4411" lasted no 4,411 seconds.
    ///
    /// # Errors
    /// A sentence for the field when no subject is left.
    pub fn read(line: &str) -> Result<LogLine, String> {
        let is_tag = |word: &&str| {
            word.len() > 1 && word.starts_with('#') && !word[1..].starts_with(|c: char| c.is_ascii_digit())
        };
        let (tags, words): (Vec<&str>, Vec<&str>) = line.split_whitespace().partition(is_tag);
        let with_units = |text: &str| text.contains(':') || text.ends_with(|sign: char| sign.is_ascii_alphabetic());
        let duration = (1..=DURATION_WORDS.min(words.len())).rev().find_map(|count| {
            let text = words[words.len() - count..].join(" ");
            let begins = text.starts_with(|sign: char| sign.is_ascii_digit());
            (begins && with_units(&text)).then(|| read_duration(&text).ok()).flatten().map(|seconds| (count, seconds))
        });
        let subject = words[..words.len() - duration.map_or(0, |(count, _)| count)].join(" ");
        if subject.is_empty() {
            return Err("Say what the call was about.".to_owned());
        }
        let tags =
            tags.into_iter().map(|tag| tag.trim_start_matches('#').trim_end_matches([',', '.']).to_owned()).collect();
        Ok(LogLine { subject, duration_s: duration.map(|(_, seconds)| seconds), tags })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(line: &str) -> (String, Option<u32>, Vec<String>) {
        let LogLine { subject, duration_s, tags } = LogLine::read(line).expect(line);
        (subject, duration_s, tags)
    }

    #[test]
    fn a_line_has_a_subject_a_duration_at_its_end_and_tags_anywhere() {
        let tags = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            read("Renewal with Acme, agreed 5m 30s #vip"),
            ("Renewal with Acme, agreed".into(), Some(330), tags(&["vip"]))
        );
        assert_eq!(read("#cold Hello 5:30"), ("Hello".into(), Some(330), tags(&["cold"])));
        assert_eq!(read("Invoice 4411"), ("Invoice 4411".into(), None, vec![]));
        assert_eq!(read("Case #12 1h 5m"), ("Case #12".into(), Some(3_900), vec![]), "a number is no tag");
        assert_eq!(read("Meet at 5m tower"), ("Meet at 5m tower".into(), None, vec![]));
    }

    #[test]
    fn a_line_without_a_subject_says_so() {
        for line in ["", "  ", "5m", "#vip 90s"] {
            assert_eq!(LogLine::read(line), Err("Say what the call was about.".to_owned()), "{line:?}");
        }
    }

    proptest! {
        #[test]
        fn no_line_is_too_strange_to_read(line in "\\PC{0,60}") {
            if let Ok(read) = LogLine::read(&line) {
                prop_assert!(!read.subject.is_empty());
            }
        }
    }
}
