//! Area code and exchange together.

use super::Npa;
use super::text_form::{digits, text_form};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An area code and an exchange, NPA-NXX, six digits: what the numbering administrator calls a central office code.
///
/// Unlike a number it may be an N11 or 555 code: the administrator's report lists those too, as not assignable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prefix(pub(super) u32);

/// The text is not a prefix's six digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A prefix is 6 digits, area code and exchange, such as 415-555.")]
pub struct PrefixError;

impl Prefix {
    /// The prefix of an area code and an exchange.
    ///
    /// # Errors
    /// [`PrefixError`] when the exchange is outside 200 to 999.
    pub fn new(npa: Npa, nxx: u16) -> Result<Self, PrefixError> {
        Self::from_code(u32::from(npa.0) * 1_000 + u32::from(nxx))
    }

    /// The prefix of six digits.
    ///
    /// # Errors
    /// [`PrefixError`] when area code or exchange does not start with 2 to 9.
    pub fn from_code(code: u32) -> Result<Self, PrefixError> {
        let lawful = (200_000..=999_999).contains(&code) && code % 1_000 >= 200;
        if lawful { Ok(Self(code)) } else { Err(PrefixError) }
    }

    /// The six digits as a number: 415555.
    pub fn code(self) -> u32 {
        self.0
    }

    /// The area code.
    pub fn area_code(self) -> Npa {
        Npa((self.0 / 1_000) as u16)
    }

    /// The exchange, 200 to 999.
    pub fn nxx(self) -> u16 {
        (self.0 % 1_000) as u16
    }

    /// As people write it: "415-555".
    pub fn dashed(self) -> String {
        format!("{}-{}", self.0 / 1_000, self.nxx())
    }

    /// The stored numbers that begin with this prefix, first and last.
    pub fn range(self) -> (i64, i64) {
        let first = 10_000_000_000 + i64::from(self.0) * 10_000;
        (first, first + 9_999)
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Prefix {
    type Err = PrefixError;
    /// Reads `415555` and `415-555`.
    fn from_str(text: &str) -> Result<Self, PrefixError> {
        let text = text.trim();
        let code = match text.split_once('-') {
            Some((npa, nxx)) => digits(npa, 3).zip(digits(nxx, 3)).map(|(npa, nxx)| npa * 1_000 + nxx),
            None => digits(text, 6),
        };
        Self::from_code(code.ok_or(PrefixError)?)
    }
}

text_form!(Prefix, PrefixError);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_reads_back_in_both_notations_and_spans_ten_thousand_numbers() {
        let prefix: Prefix = "415234".parse().unwrap();
        assert_eq!(prefix.dashed().parse(), Ok(prefix));
        assert_eq!(prefix.to_string().parse(), Ok(prefix));
        assert_eq!(prefix.range(), (14_152_340_000, 14_152_349_999));
        for text in ["", "41523", "4152345", "415 234", "+15234", "115234", "415134", "415-23", "-15234"] {
            assert!(text.parse::<Prefix>().is_err(), "{text}");
        }
    }
}
