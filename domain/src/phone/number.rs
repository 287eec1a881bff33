//! A telephone number of the North American plan.

use super::text_form::text_form;
use super::{Npa, Prefix, plan};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A number of the North American plan: `1`, area code, exchange and line, 11 digits, as stored.
///
/// Holds only what the plan's form allows: area code `[2-9][0-8][0-9]` and exchange `[2-9]XX`, neither of them N11
/// (CONTRACTS A, "Numbers, as stored and shown"). It does not say that the area code is assigned or the line in service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(i64);

/// Why a text is not a number of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Nothing was typed.
    #[error("A phone number is required.")]
    Empty,
    /// Something other than digits and the usual separators.
    #[error("A phone number has digits, spaces, dots, dashes and brackets only.")]
    Character,
    /// Neither 10 digits nor 11 starting with 1.
    #[error("A phone number has 10 digits, or 11 starting with 1.")]
    Length,
    /// An area code that the plan does not allow.
    #[error("An area code starts with 2 to 9, has no 9 in the middle and does not end in 11.")]
    AreaCode,
    /// An exchange that the plan does not allow.
    #[error("An exchange starts with 2 to 9 and does not end in 11.")]
    Exchange,
}

impl PhoneNumber {
    /// The number of three parts.
    ///
    /// # Errors
    /// [`NumberError`] when the plan does not allow the area code or the exchange, or the line is past 9999.
    pub fn new(npa: Npa, nxx: u16, line: u16) -> Result<Self, NumberError> {
        if line > 9_999 {
            return Err(NumberError::Length);
        }
        Self::from_stored(10_000_000_000 + i64::from(npa.0) * 10_000_000 + i64::from(nxx) * 10_000 + i64::from(line))
    }

    /// The number of a stored value, `1NPANXXXXXX`.
    ///
    /// # Errors
    /// [`NumberError`] when the plan does not allow it.
    pub fn from_stored(value: i64) -> Result<Self, NumberError> {
        if !(10_000_000_000..=19_999_999_999).contains(&value) {
            return Err(NumberError::Length);
        }
        let number = Self(value);
        if !plan::is_area_code(number.digits(10_000_000)) {
            return Err(NumberError::AreaCode);
        }
        if !plan::is_exchange(number.nxx()) {
            return Err(NumberError::Exchange);
        }
        Ok(number)
    }

    /// The value as stored: 11 digits that begin with 1.
    pub fn value(self) -> i64 {
        self.0
    }

    /// The area code.
    pub fn area_code(self) -> Npa {
        Npa(self.npa())
    }

    /// The area code's three digits.
    pub fn npa(self) -> u16 {
        self.digits(10_000_000)
    }

    /// The exchange, 200 to 999.
    pub fn nxx(self) -> u16 {
        self.digits(10_000)
    }

    /// The line within the exchange, 0 to 9999.
    pub fn line(self) -> u16 {
        (self.0 % 10_000) as u16
    }

    /// Area code and exchange.
    pub fn prefix(self) -> Prefix {
        Prefix((self.0 / 10_000 % 1_000_000) as u32)
    }

    /// Whether the number is one of the hundred kept for fiction, 555-0100 to 555-0199.
    pub fn is_fiction(self) -> bool {
        plan::is_fiction(self.nxx(), self.line())
    }

    /// As stored and exported: "14155550123".
    pub fn stored(self) -> String {
        self.0.to_string()
    }

    /// As dialled from anywhere (E.164): "+14155550123".
    pub fn e164(self) -> String {
        format!("+{}", self.0)
    }

    /// As written in North America: "(415) 555-0123".
    pub fn national(self) -> String {
        format!("({}) {}-{:04}", self.npa(), self.nxx(), self.line())
    }

    fn digits(self, unit: i64) -> u16 {
        (self.0 / unit % 1_000) as u16
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for PhoneNumber {
    type Err = NumberError;

    /// Reads any usual notation: `4155550123`, `14155550123`, `+1 415 555 0123`, `(415) 555-0123`, `415.555.0123`.
    fn from_str(text: &str) -> Result<Self, NumberError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NumberError::Empty);
        }
        let international = text.starts_with('+');
        let (mut value, mut count) = (0_i64, 0_u8);
        for byte in text.strip_prefix('+').unwrap_or(text).bytes() {
            match byte {
                b'0'..=b'9' => {
                    count += 1;
                    if count > 11 {
                        return Err(NumberError::Length);
                    }
                    value = value * 10 + i64::from(byte - b'0');
                }
                b' ' | b'-' | b'.' | b'(' | b')' | b'/' => {}
                _ => return Err(NumberError::Character),
            }
        }
        match (count, international) {
            (10, false) => Self::from_stored(10_000_000_000 + value),
            (11, _) => Self::from_stored(value),
            _ => Err(NumberError::Length),
        }
    }
}

text_form!(PhoneNumber, NumberError);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_notation_is_the_same_number() {
        for text in [
            "4155550123",
            "14155550123",
            "+14155550123",
            "+1 415 555 0123",
            "(415) 555-0123",
            "1 (415) 555-0123",
            "415.555.0123",
            "1-415-555-0123",
            "415/555-0123",
            " 415 555 0123 ",
        ] {
            assert_eq!(text.parse::<PhoneNumber>().map(PhoneNumber::value), Ok(14_155_550_123), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_says_what_is_wrong() {
        for (text, error) in [
            ("", NumberError::Empty),
            ("41a5550123", NumberError::Character),
            ("415-555-012", NumberError::Length),
            ("+4155550123", NumberError::Length),
            ("24155550123", NumberError::Length),
            ("4155550123999999999999", NumberError::Length),
            ("0155550123", NumberError::AreaCode),
            ("2911550123", NumberError::AreaCode),
            ("4115550123", NumberError::AreaCode),
            ("4151550123", NumberError::Exchange),
            ("4159110123", NumberError::Exchange),
            ("٤١٥٥٥٥٠١٢٣", NumberError::Character),
        ] {
            assert_eq!(text.parse::<PhoneNumber>(), Err(error), "{text}");
        }
    }

    #[test]
    fn a_number_has_its_parts_and_its_three_notations() {
        let number: PhoneNumber = "4155550123".parse().unwrap();
        assert_eq!((number.npa(), number.nxx(), number.line()), (415, 555, 123));
        assert_eq!(number.prefix(), "415-555".parse().unwrap());
        assert_eq!(number.stored(), "14155550123");
        assert_eq!(number.e164(), "+14155550123");
        assert_eq!(number.national(), "(415) 555-0123");
        assert!(number.is_fiction());
        assert_eq!(PhoneNumber::new(Npa::new(415).unwrap(), 555, 123), Ok(number));
    }

    #[test]
    fn json_holds_a_number_as_its_stored_text() {
        let number: PhoneNumber = "4155550123".parse().unwrap();
        let json = serde_json::to_string(&number).unwrap();
        assert_eq!(json, "\"14155550123\"");
        assert_eq!(serde_json::from_str::<PhoneNumber>(&json).unwrap(), number);
        assert!(serde_json::from_str::<PhoneNumber>("\"911\"").is_err());
    }
}
