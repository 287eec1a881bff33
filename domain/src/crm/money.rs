//! Amounts of money.

use crate::phone::grouped;
use std::fmt;

/// The currencies a deal can be in, by their ISO 4217 codes; each divides into hundredths. The first is the usual one.
pub const CURRENCIES: [&str; 6] = ["USD", "CAD", "MXN", "EUR", "GBP", "CHF"];

/// The largest amount, in hundredths: ten billion.
const MOST: i64 = 1_000_000_000_000;

/// An amount in hundredths of its currency, from 0 to ten billion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    pub hundredths: i64,
    pub currency: String,
}

impl Money {
    /// Reads an amount as people write it: `12500`, `12,500.00`, `12500.5`; the hundredths, or what is wrong.
    ///
    /// # Errors
    /// A sentence for the field.
    pub fn read(typed: &str) -> Result<i64, String> {
        let wrong = || "This must be an amount, such as 12,500.00.".to_owned();
        let plain = typed.replace([',', ' '], "");
        let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 2 {
            return Err(wrong());
        }
        let whole: i64 = whole.parse().map_err(|_| wrong())?;
        let part: i64 = format!("{part:0<2}").parse().map_err(|_| wrong())?;
        let amount = whole.checked_mul(100).and_then(|whole| whole.checked_add(part));
        amount.filter(|amount| *amount <= MOST).ok_or_else(|| "An amount is at most 10,000,000,000.".to_owned())
    }

    /// The amount as a form and a file have it: "12500.00".
    pub fn plain(&self) -> String {
        format!("{}.{:02}", self.hundredths / 100, self.hundredths % 100)
    }
}

/// As people read it: "12,500.00 USD".
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = grouped(u64::try_from(self.hundredths / 100).unwrap_or(0));
        write!(f, "{whole}.{:02} {}", self.hundredths % 100, self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_people_write_it() {
        for (typed, hundredths) in [("0", 0), ("12500", 1_250_000), ("12,500.5", 1_250_050), ("1.05", 105)] {
            assert_eq!(Money::read(typed), Ok(hundredths), "{typed}");
        }
        for wrong in ["", "-1", "1.234", "1e3", "£5", ".", "10000000001", "99999999999999999999"] {
            assert!(Money::read(wrong).is_err(), "{wrong}");
        }
        let money = Money { hundredths: 1_250_005, currency: "USD".into() };
        assert_eq!((money.to_string().as_str(), money.plain().as_str()), ("12,500.05 USD", "12500.05"));
        assert_eq!(Money::read(&money.plain()), Ok(money.hundredths));
    }
}
