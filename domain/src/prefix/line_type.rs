//! What kind of line a prefix serves.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The kind of line, known from the OCN file alone and never guessed (FEATURES L4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum LineType {
    /// No source says.
    #[default]
    Unknown,
    Mobile,
    Landline,
    VoIP,
}

/// The word names no line type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A line type is Mobile, Landline, VoIP or Unknown.")]
pub struct LineTypeError;

impl LineType {
    /// Every line type, in the order they are offered.
    pub const ALL: [LineType; 4] = [LineType::Mobile, LineType::Landline, LineType::VoIP, LineType::Unknown];

    /// The word that is shown and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            LineType::Unknown => "Unknown",
            LineType::Mobile => "Mobile",
            LineType::Landline => "Landline",
            LineType::VoIP => "VoIP",
        }
    }

    /// The line type of a word, in any case: the shown ones, and the sources' wireless, wireline and voip.
    pub fn from_word(word: &str) -> Option<LineType> {
        let word = word.trim();
        match word.to_ascii_lowercase().as_str() {
            "wireless" => Some(LineType::Mobile),
            "wireline" => Some(LineType::Landline),
            lower => LineType::ALL.into_iter().find(|line_type| line_type.as_str().eq_ignore_ascii_case(lower)),
        }
    }

    /// The number it is stored as.
    pub fn code(self) -> i16 {
        match self {
            LineType::Unknown => 0,
            LineType::Mobile => 1,
            LineType::Landline => 2,
            LineType::VoIP => 3,
        }
    }

    /// The line type of a stored number; a number of another release is unknown.
    pub fn from_code(code: i16) -> LineType {
        LineType::ALL.into_iter().find(|line_type| line_type.code() == code).unwrap_or_default()
    }
}

impl fmt::Display for LineType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for LineType {
    type Err = LineTypeError;
    fn from_str(word: &str) -> Result<Self, LineTypeError> {
        LineType::from_word(word).ok_or(LineTypeError)
    }
}

impl From<LineType> for &'static str {
    fn from(line_type: LineType) -> &'static str {
        line_type.as_str()
    }
}

impl TryFrom<String> for LineType {
    type Error = LineTypeError;
    fn try_from(word: String) -> Result<Self, LineTypeError> {
        word.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_words_and_shown_words_read_the_same() {
        for (word, line_type) in [
            ("wireless", LineType::Mobile),
            ("Wireline", LineType::Landline),
            ("voip", LineType::VoIP),
            ("MOBILE", LineType::Mobile),
            (" unknown ", LineType::Unknown),
        ] {
            assert_eq!(LineType::from_word(word), Some(line_type));
        }
        assert_eq!(LineType::from_word("satellite"), None);
        assert_eq!(LineType::from_word(""), None);
    }

    #[test]
    fn words_and_codes_read_back() {
        for line_type in LineType::ALL {
            assert_eq!(line_type.as_str().parse(), Ok(line_type));
            assert_eq!(LineType::from_code(line_type.code()), line_type);
            assert_eq!(serde_json::to_value(line_type).unwrap(), line_type.as_str());
        }
        assert_eq!(LineType::from_code(99), LineType::Unknown);
        assert!(serde_json::from_str::<LineType>("\"satellite\"").is_err());
    }
}
