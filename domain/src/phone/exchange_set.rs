//! The exchanges of one area code that numbers may be drawn from.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

const FIRST: u16 = 200;
const LAST: u16 = 999;
const WORDS: usize = 13;
/// 800 exchanges, four to a hexadecimal digit.
const HEX_DIGITS: usize = 200;

/// A set of exchanges, 200 to 999, of one area code.
///
/// Its text form is 200 hexadecimal digits, exchange 200 first: small enough for a job's parameters, and exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ExchangeSet([u64; WORDS]);

/// The text is not an exchange set's 200 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("An exchange set is 200 hexadecimal digits.")]
pub struct ExchangeSetError;

impl ExchangeSet {
    /// No exchange.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an exchange; says whether it was new. One outside 200 to 999 is left out and is never new.
    pub fn insert(&mut self, nxx: u16) -> bool {
        let Some((word, bit)) = place(nxx) else { return false };
        let new = self.0[word] & bit == 0;
        self.0[word] |= bit;
        new
    }

    /// Whether the exchange is in the set.
    pub fn contains(&self, nxx: u16) -> bool {
        place(nxx).is_some_and(|(word, bit)| self.0[word] & bit != 0)
    }

    /// How many exchanges there are, 0 to 800.
    pub fn len(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// The exchange at a position counted from 0, ascending; `None` past the end.
    pub fn nth(&self, position: u64) -> Option<u16> {
        let mut left = position;
        for (word, bits) in self.0.iter().enumerate() {
            let here = u64::from(bits.count_ones());
            if left < here {
                let mut bits = *bits;
                for _ in 0..left {
                    bits &= bits - 1;
                }
                return Some(FIRST + (word * 64) as u16 + bits.trailing_zeros() as u16);
            }
            left -= here;
        }
        None
    }

    /// How many exchanges of the set are below `nxx`.
    pub fn rank(&self, nxx: u16) -> u64 {
        let Some((word, bit)) = place(nxx) else {
            return if nxx < FIRST { 0 } else { self.len() };
        };
        let before: u32 = self.0[..word].iter().map(|word| word.count_ones()).sum();
        u64::from(before + (self.0[word] & (bit - 1)).count_ones())
    }

    /// The exchanges, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u16> + '_ {
        (FIRST..=LAST).filter(|nxx| self.contains(*nxx))
    }
}

/// Word and bit of an exchange.
fn place(nxx: u16) -> Option<(usize, u64)> {
    let index = nxx.checked_sub(FIRST).filter(|_| nxx <= LAST)?;
    Some((usize::from(index / 64), 1 << (index % 64)))
}

impl FromIterator<u16> for ExchangeSet {
    fn from_iter<I: IntoIterator<Item = u16>>(exchanges: I) -> Self {
        let mut set = Self::new();
        for nxx in exchanges {
            set.insert(nxx);
        }
        set
    }
}

impl fmt::Display for ExchangeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for digit in 0..HEX_DIGITS {
            let value = (self.0[digit / 16] >> (digit % 16 * 4) & 0xf) as u32;
            let digit = char::from_digit(value, 16).expect("four bits are a hexadecimal digit");
            fmt::Write::write_char(f, digit)?;
        }
        Ok(())
    }
}

impl FromStr for ExchangeSet {
    type Err = ExchangeSetError;
    fn from_str(text: &str) -> Result<Self, ExchangeSetError> {
        if text.len() != HEX_DIGITS {
            return Err(ExchangeSetError);
        }
        let mut set = Self::new();
        for (digit, character) in text.chars().enumerate() {
            let value = u64::from(character.to_digit(16).ok_or(ExchangeSetError)?);
            set.0[digit / 16] |= value << (digit % 16 * 4);
        }
        Ok(set)
    }
}

impl From<ExchangeSet> for String {
    fn from(set: ExchangeSet) -> String {
        set.to_string()
    }
}

impl TryFrom<String> for ExchangeSet {
    type Error = ExchangeSetError;
    fn try_from(text: String) -> Result<Self, ExchangeSetError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn a_set_agrees_with_a_plain_one(exchanges in prop::collection::vec(0_u16..1_200, 0..900)) {
            let plain: BTreeSet<u16> = exchanges.iter().copied().filter(|nxx| (200..=999).contains(nxx)).collect();
            let set: ExchangeSet = exchanges.iter().copied().collect();
            prop_assert_eq!(set.len(), plain.len() as u64);
            prop_assert_eq!(set.is_empty(), plain.is_empty());
            prop_assert_eq!(set.iter().collect::<Vec<_>>(), plain.iter().copied().collect::<Vec<_>>());
            for (position, nxx) in plain.iter().enumerate() {
                prop_assert_eq!(set.nth(position as u64), Some(*nxx));
                prop_assert_eq!(set.rank(*nxx), position as u64);
            }
            prop_assert_eq!((set.nth(set.len()), set.rank(0), set.rank(1_000)), (None, 0, set.len()));
            prop_assert_eq!(set.to_string().parse::<ExchangeSet>(), Ok(set));
        }
    }

    #[test]
    fn the_text_form_keeps_its_meaning() {
        let set: ExchangeSet = [200, 203, 204, 999].into_iter().collect();
        let text = set.to_string();
        assert!(text.starts_with("910"), "{text}");
        assert!(text.ends_with('8'), "{text}");
        assert_eq!(serde_json::to_value(set).unwrap(), serde_json::Value::String(text));
    }

    #[test]
    fn a_damaged_text_is_refused() {
        for text in ["", "f", &"g".repeat(200), &"0".repeat(201), &"é".repeat(100)] {
            assert_eq!(text.parse::<ExchangeSet>(), Err(ExchangeSetError), "{text}");
        }
    }
}
