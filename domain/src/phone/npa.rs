//! An area code's three digits.

use super::text_form::{digits, text_form};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An area code (numbering plan area): three digits, the first 2 to 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Npa(pub(super) u16);

/// The text is not an area code's three digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("An area code is 3 digits, the first 2 to 9.")]
pub struct NpaError;

impl Npa {
    /// The area code of three digits.
    ///
    /// # Errors
    /// [`NpaError`] outside 200 to 999.
    pub fn new(code: u16) -> Result<Self, NpaError> {
        if (200..=999).contains(&code) { Ok(Self(code)) } else { Err(NpaError) }
    }

    /// The three digits as a number, 200 to 999.
    pub fn code(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Npa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Npa {
    type Err = NpaError;
    fn from_str(text: &str) -> Result<Self, NpaError> {
        let code = digits(text, 3).ok_or(NpaError)?;
        Self::new(code as u16)
    }
}

text_form!(Npa, NpaError);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_code_is_exactly_three_digits() {
        assert_eq!("415".parse::<Npa>().map(Npa::code), Ok(415));
        for text in ["", "41", "4155", "41a", "041", "-41", "+41", "199"] {
            assert_eq!(text.parse::<Npa>(), Err(NpaError), "{text}");
        }
    }
}
