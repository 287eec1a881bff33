//! The numbers a generation may draw from, laid out in one dense row.

use super::plan::{FICTION_EXCHANGE, FICTION_LINES, FICTION_NUMBERS, LINES};
use super::{ExchangeSet, Npa, PhoneNumber, plan};
use serde::{Deserialize, Serialize};

/// Every number of some exchanges of one area code, as positions 0..len in ascending order of number.
///
/// An exchange holds 10,000 numbers; 555 holds 9,900, because 555-0100 to 555-0199 belong to fiction. In fiction mode the
/// space is exactly those hundred, whatever the exchanges are. `Permutation ∘ NumberSpace` gives the numbers of a seed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberSpace {
    npa: Npa,
    exchanges: ExchangeSet,
    fiction: bool,
}

impl NumberSpace {
    /// The space of an area code's exchanges, or of its hundred numbers for fiction.
    ///
    /// Exchanges that the plan does not allow (N11) are left out.
    pub fn new(npa: Npa, exchanges: ExchangeSet, fiction: bool) -> Self {
        let exchanges = exchanges.iter().filter(|nxx| plan::is_exchange(*nxx)).collect();
        Self { npa, exchanges, fiction }
    }

    /// The area code.
    pub fn area_code(&self) -> Npa {
        self.npa
    }

    /// The exchanges drawn from.
    pub fn exchanges(&self) -> &ExchangeSet {
        &self.exchanges
    }

    /// Whether the space is the hundred numbers kept for fiction.
    pub fn is_fiction(&self) -> bool {
        self.fiction
    }

    /// How many numbers there are.
    pub fn len(&self) -> u64 {
        if self.fiction {
            return FICTION_NUMBERS;
        }
        let kept = if self.exchanges.contains(FICTION_EXCHANGE) { FICTION_NUMBERS } else { 0 };
        self.exchanges.len() * LINES - kept
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number at a position.
    ///
    /// # Panics
    /// When `position` is not below [`NumberSpace::len`], or the area code has not the form of one
    /// (`GenerationRequest` holds only assigned ones).
    pub fn at(&self, position: u64) -> PhoneNumber {
        assert!(position < self.len(), "position {position} is past the end of a space of {}", self.len());
        if self.fiction {
            return self.number(FICTION_EXCHANGE, u64::from(FICTION_LINES.0) + position);
        }
        // Skip the hundred lines of fiction: positions at and past them lie a hundred further on.
        let mut position = position;
        if self.exchanges.contains(FICTION_EXCHANGE) {
            let first_kept = self.exchanges.rank(FICTION_EXCHANGE) * LINES + u64::from(FICTION_LINES.0);
            if position >= first_kept {
                position += FICTION_NUMBERS;
            }
        }
        let nxx = self.exchanges.nth(position / LINES).expect("a position below the length lies in an exchange");
        self.number(nxx, position % LINES)
    }

    fn number(&self, nxx: u16, line: u64) -> PhoneNumber {
        PhoneNumber::new(self.npa, nxx, line as u16).expect("area code and exchange have the plan's form")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn space(npa: u16, exchanges: impl IntoIterator<Item = u16>, fiction: bool) -> NumberSpace {
        NumberSpace::new(Npa::new(npa).unwrap(), exchanges.into_iter().collect(), fiction)
    }

    /// The same numbers, counted out one by one.
    fn counted(npa: u16, exchanges: &[u16]) -> Vec<i64> {
        let exchanges: BTreeSet<u16> = exchanges.iter().copied().filter(|nxx| nxx % 100 != 11).collect();
        let lines = exchanges.into_iter().flat_map(|nxx| (0..10_000).map(move |line| (nxx, line)));
        lines
            .filter(|(nxx, line)| *nxx != 555 || !(100..200).contains(line))
            .map(|(nxx, line)| 10_000_000_000 + i64::from(npa) * 10_000_000 + i64::from(nxx) * 10_000 + line)
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn positions_are_the_numbers_in_ascending_order(
            mut exchanges in prop::collection::vec(200_u16..1_000, 1..5),
            with_555: bool,
        ) {
            if with_555 {
                exchanges.push(555);
            }
            let space = space(415, exchanges.iter().copied(), false);
            let expected = counted(415, &exchanges);
            prop_assert_eq!(space.len(), expected.len() as u64);
            for (position, number) in expected.iter().enumerate() {
                prop_assert_eq!(space.at(position as u64).value(), *number);
            }
        }
    }

    #[test]
    fn no_number_is_n11_and_none_is_fiction() {
        let space = space(415, 200..=999, false);
        assert_eq!(space.len(), 792 * 10_000 - 100);
        for position in (0..space.len()).step_by(97) {
            let number = space.at(position);
            assert!(number.nxx() % 100 != 11 && !number.is_fiction(), "{number}");
        }
    }

    #[test]
    fn fiction_is_exactly_the_hundred_numbers() {
        let space = space(415, [], true);
        let numbers: Vec<i64> = (0..space.len()).map(|position| space.at(position).value()).collect();
        assert_eq!(numbers, (14_155_550_100..=14_155_550_199).collect::<Vec<i64>>());
    }

    #[test]
    fn an_area_code_with_784_codes_holds_7_840_000_numbers() {
        let codes = (200..=999).filter(|nxx| plan::is_exchange(*nxx) && *nxx != 555).take(784);
        assert_eq!(space(415, codes, false).len(), 7_840_000);
    }
}
