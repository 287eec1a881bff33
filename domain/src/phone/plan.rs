//! The rules of the North American numbering plan that need no table.
//!
//! Where a prefix table is loaded for an area code, the table alone says which exchanges are assigned; the exclusions of
//! [`exclusion`] are for area codes without one. Source of the forms: CONTRACTS A. Source of the exclusions: the
//! numbering administrator's code report of 2026-07-06, which covers 378 area codes (figures at each exclusion).

use super::Npa;

/// The exchange whose lines 0100 to 0199 are kept for fiction.
pub const FICTION_EXCHANGE: u16 = 555;

/// The first and the last line kept for fiction within [`FICTION_EXCHANGE`].
pub const FICTION_LINES: (u16, u16) = (100, 199);

/// How many numbers an area code keeps for fiction.
pub const FICTION_NUMBERS: u64 = 100;

/// How many lines an exchange holds.
pub const LINES: u64 = 10_000;

/// Whether three digits have the form of an area code: `[2-9][0-8][0-9]` and not N11.
///
/// A 9 in the middle is kept for a longer plan ("expansion code" in the administrator's area-code report).
pub fn is_area_code(npa: u16) -> bool {
    (200..=999).contains(&npa) && npa / 10 % 10 != 9 && npa % 100 != 11
}

/// Whether three digits have the form of an exchange: `[2-9]XX` and not N11.
pub fn is_exchange(nxx: u16) -> bool {
    (200..=999).contains(&nxx) && nxx % 100 != 11
}

/// Whether the line is kept for fiction: 555-0100 to 555-0199.
pub fn is_fiction(nxx: u16, line: u16) -> bool {
    nxx == FICTION_EXCHANGE && (FICTION_LINES.0..=FICTION_LINES.1).contains(&line)
}

/// Why an exchange is left out where no prefix table says what is assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Exclusion {
    /// Not the form of an exchange; the N11 codes are services (911). Not assignable in 378 of 378 area codes.
    #[error("{0} is not an exchange: it must start with 2 to 9 and not end in 11")]
    Form(u16),
    /// Directory assistance and fiction. Not assignable in 378 of 378.
    #[error("555 is kept for directory assistance and fiction")]
    DirectoryAssistance,
    /// Access to a long-distance carrier. Not assignable in 378 of 378.
    #[error("950 is kept for carrier access")]
    CarrierAccess,
    /// Plant tests (958, 959). Not assignable in 367 and 376 of 378.
    #[error("{0} is kept for tests of the network")]
    Test(u16),
    /// Long-distance carriers' own services. Not assignable in 375 of 378.
    #[error("700 is kept for carriers' own services")]
    CarrierServices,
    /// Pay-per-call. Not assignable in 369 of 378.
    #[error("976 is kept for pay-per-call services")]
    PayPerCall,
    /// The crisis line's three-digit code. Not assignable in 56 of 378, and the area-code report keeps 988 from being an
    /// area code for three-digit dialling.
    #[error("988 is kept for the three-digit crisis line")]
    CrisisLine,
}

/// Why `nxx` is left out of an area code that no prefix table covers; `None` when it may be used.
///
/// The list errs on the side of leaving out: some codes of it are assigned in a few area codes (nine pay-per-call codes
/// belong to a company), which only a table can tell.
pub fn exclusion(nxx: u16) -> Option<Exclusion> {
    if !is_exchange(nxx) {
        return Some(Exclusion::Form(nxx));
    }
    match nxx {
        FICTION_EXCHANGE => Some(Exclusion::DirectoryAssistance),
        700 => Some(Exclusion::CarrierServices),
        950 => Some(Exclusion::CarrierAccess),
        958 | 959 => Some(Exclusion::Test(nxx)),
        976 => Some(Exclusion::PayPerCall),
        988 => Some(Exclusion::CrisisLine),
        _ => None,
    }
}

/// The exchanges of an area code that no prefix table covers: 785 of the 800, the same in every area code.
pub fn exchanges_without_table(_npa: Npa) -> super::ExchangeSet {
    (200..=999).filter(|nxx| exclusion(*nxx).is_none()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_code_is_no_n11_and_has_no_nine_in_the_middle() {
        for (npa, lawful) in
            [(199, false), (200, true), (211, false), (291, false), (415, true), (911, false), (989, true)]
        {
            assert_eq!(is_area_code(npa), lawful, "{npa}");
        }
    }

    #[test]
    fn an_exchange_is_no_n11() {
        for (nxx, lawful) in
            [(111, false), (199, false), (200, true), (211, false), (555, true), (911, false), (999, true)]
        {
            assert_eq!(is_exchange(nxx), lawful, "{nxx}");
        }
    }

    #[test]
    fn fiction_is_exactly_a_hundred_lines_of_555() {
        assert_eq!((0..=9_999).filter(|line| is_fiction(555, *line)).count() as u64, FICTION_NUMBERS);
        assert!(!is_fiction(556, 100));
    }

    #[test]
    fn without_a_table_an_area_code_has_785_exchanges_and_none_that_is_kept_for_something_else() {
        let exchanges = exchanges_without_table(Npa::new(416).unwrap());
        assert_eq!(exchanges.len(), 785);
        for nxx in [211, 311, 411, 511, 555, 611, 700, 711, 811, 911, 950, 958, 959, 976, 988] {
            assert!(!exchanges.contains(nxx), "{nxx}");
        }
    }
}
