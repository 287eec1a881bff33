//! A telephone number of any country.

use super::{NumberError, PhoneNumber};
use std::fmt;
use std::str::FromStr;

/// The fewest digits of a number abroad, its country code with them: the shortest in service have seven.
const FEWEST: usize = 7;
/// The most digits that E.164 allows, the country code with them.
const MOST: usize = 15;

/// A number as dialled from anywhere (ITU-T E.164): 7 to 15 digits that begin with a country code, stored as one whole
/// number.
///
/// One of the North American plan keeps its rules ([`PhoneNumber`]). One abroad is only known to have the form: people have
/// contacts abroad, and none of them is ever dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct E164(i64);

/// Why a text is not a number of any country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum E164Error {
    /// It is written as one of the North American plan, and is none.
    #[error("{0} A number abroad begins with + and its country code.")]
    NorthAmerican(NumberError),
    /// Nothing was typed.
    #[error("A phone number is required.")]
    Empty,
    /// Something other than digits and the usual separators.
    #[error("A phone number has digits, spaces, dots, dashes and brackets only.")]
    Character,
    /// A country code never begins with 0.
    #[error("Behind the + comes a country code, which does not begin with 0.")]
    CountryCode,
    /// Fewer than 7 or more than 15 digits.
    #[error("A number abroad has 7 to 15 digits, its country code with them.")]
    Length,
}

impl E164 {
    /// The number of a stored value.
    ///
    /// # Errors
    /// [`E164Error`] when it has not the form, or is of the North American plan against its rules.
    pub fn from_stored(value: i64) -> Result<Self, E164Error> {
        let digits = value.to_string();
        if value <= 0 || !(FEWEST..=MOST).contains(&digits.len()) {
            return Err(E164Error::Length);
        }
        if digits.starts_with('1') {
            PhoneNumber::from_stored(value).map_err(E164Error::NorthAmerican)?;
        }
        Ok(Self(value))
    }

    /// The value as stored: its digits without the plus.
    pub fn value(self) -> i64 {
        self.0
    }

    /// The same as a number of the North American plan, when it is one. No other is ever dialable.
    pub fn north_american(self) -> Option<PhoneNumber> {
        PhoneNumber::from_stored(self.0).ok()
    }

    /// As people read it: "(415) 555-0123", and "+442079460000" for one abroad.
    pub fn readable(self) -> String {
        self.north_american().map_or_else(|| self.to_string(), PhoneNumber::national)
    }
}

impl From<PhoneNumber> for E164 {
    fn from(number: PhoneNumber) -> Self {
        Self(number.value())
    }
}

/// As dialled from anywhere: "+14155550123".
impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}", self.0)
    }
}

impl FromStr for E164 {
    type Err = E164Error;

    /// Reads any usual notation; without a plus it is one of the North American plan.
    fn from_str(text: &str) -> Result<Self, E164Error> {
        let text = text.trim();
        if text.is_empty() {
            return Err(E164Error::Empty);
        }
        let Some(abroad) = text.strip_prefix('+').filter(|rest| !rest.trim_start().starts_with('1')) else {
            return text.parse().map(PhoneNumber::into).map_err(|error| match error {
                NumberError::Empty => E164Error::Empty,
                NumberError::Character => E164Error::Character,
                other => E164Error::NorthAmerican(other),
            });
        };
        if abroad.chars().any(|sign| !sign.is_ascii_digit() && !" -./()".contains(sign)) {
            return Err(E164Error::Character);
        }
        let digits: String = abroad.chars().filter(char::is_ascii_digit).collect();
        if digits.starts_with('0') {
            return Err(E164Error::CountryCode);
        }
        if !(FEWEST..=MOST).contains(&digits.len()) {
            return Err(E164Error::Length);
        }
        digits.parse().map(Self).map_err(|_| E164Error::Length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_of_the_plan_unless_a_plus_leads_abroad() {
        let read = |text: &str| text.parse::<E164>().map(|number| number.to_string());
        for text in ["4155550123", "+1 415 555 0123", "1 (415) 555-0123", "+14155550123"] {
            assert_eq!(read(text), Ok("+14155550123".to_owned()), "{text}");
        }
        assert_eq!(read("+44 20 7946 0000"), Ok("+442079460000".to_owned()));
        assert_eq!("+44 20 7946 0000".parse::<E164>().map(E164::north_american), Ok(None));
        assert_eq!("4155550123".parse::<E164>().map(E164::readable), Ok("(415) 555-0123".to_owned()));
    }

    #[test]
    fn what_is_no_number_says_what_is_wrong() {
        for (text, error) in [
            (" ", E164Error::Empty),
            ("+1 911 555 0123", E164Error::NorthAmerican(NumberError::AreaCode)),
            ("442079460000", E164Error::NorthAmerican(NumberError::Length)),
            ("+44 20 x", E164Error::Character),
            ("+0123456789", E164Error::CountryCode),
            ("+441234", E164Error::Length),
            ("+4412345678901234", E164Error::Length),
            ("+", E164Error::Length),
        ] {
            assert_eq!(text.parse::<E164>(), Err(error), "{text}");
        }
    }

    #[test]
    fn a_stored_number_reads_back_and_nothing_else_does() {
        let number: E164 = "+442079460000".parse().unwrap();
        assert_eq!(E164::from_stored(number.value()), Ok(number));
        for wrong in [0, -442_079_460_000, 123, 19_115_550_123, 1_234_567_890_123_456] {
            assert!(E164::from_stored(wrong).is_err(), "{wrong}");
        }
    }
}
