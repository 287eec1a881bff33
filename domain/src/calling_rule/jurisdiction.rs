//! Where a rule counts.

use crate::phone::Region;
use std::fmt;

/// A country, or one of its states, provinces or territories.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Jurisdiction {
    country: String,
    part: Option<String>,
}

impl Jurisdiction {
    /// Reads `US` or `US-FL`: a country's two letters, and the postal code of a part of it, in any case. Two that the plan
    /// takes for one region, Nova Scotia and Prince Edward Island, have a code each here.
    pub fn read(text: &str) -> Option<Jurisdiction> {
        let text = text.trim().to_ascii_uppercase();
        let (country, part) = match text.split_once('-') {
            Some((country, part)) => (country.to_owned(), Some(part.to_owned())),
            None => (text, None),
        };
        let read = Jurisdiction { country, part };
        Region::all().iter().any(|region| read.covers(region)).then_some(read)
    }

    /// That of a whole region; of a country that is not divided, the country's.
    pub fn of(region: &Region) -> Jurisdiction {
        let is_divided = matches!(region.country, "US" | "CA");
        Jurisdiction { country: region.country.to_owned(), part: is_divided.then(|| region.code.to_owned()) }
    }

    /// Whether somebody of this region may be in it.
    pub fn covers(&self, region: &Region) -> bool {
        self.country == region.country
            && self
                .part
                .as_ref()
                .is_none_or(|part| part == region.code || region.code.split('-').any(|code| code == part))
    }

    /// The parts of a region whose own law it is: of two provinces that the plan takes for one region maybe one. Nothing for the
    /// law of a country that has parts.
    pub fn own_parts<'r>(&self, region: &'r Region) -> impl Iterator<Item = &'r str> {
        let parts = region.code.split('-');
        let (whole, own) = (Jurisdiction::of(region), self.part.clone());
        let is_whole = self.covers(region) && *self == whole;
        let covers = self.covers(region);
        parts.filter(move |code| is_whole || covers && own.as_deref() == Some(*code))
    }

    /// Whether it is a part of a country.
    pub fn is_part(&self) -> bool {
        self.part.is_some()
    }
}

impl fmt::Display for Jurisdiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.part {
            Some(part) => write!(f, "{}-{part}", self.country),
            None => f.write_str(&self.country),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jurisdiction_reads_in_any_case_and_what_is_none_does_not() {
        for (text, shown) in [("us", "US"), (" us-fl ", "US-FL"), ("CA-NS", "CA-NS"), ("BS", "BS")] {
            assert_eq!(Jurisdiction::read(text).map(|one| one.to_string()).as_deref(), Some(shown));
        }
        for text in ["", "XX", "US-", "US-XX", "FL", "US-ON", "CA-FL", "US-FL-1"] {
            assert_eq!(Jurisdiction::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_region_that_is_two_provinces_is_in_both() {
        let region = Region::find("NS-PE").unwrap();
        for text in ["CA", "CA-NS", "CA-PE", "CA-NS-PE"] {
            assert!(Jurisdiction::read(text).unwrap().covers(region), "{text}");
        }
        assert!(!Jurisdiction::read("CA-ON").unwrap().covers(region));
    }

    #[test]
    fn of_two_provinces_that_are_one_region_a_rule_is_of_those_that_it_names() {
        let both = Region::find("NS-PE").unwrap();
        let parts =
            |text: &str, region| Jurisdiction::read(text).unwrap().own_parts(region).collect::<Vec<_>>().join(" ");
        assert_eq!(parts("CA-NS", both), "NS");
        assert_eq!(parts("CA-NS-PE", both), "NS PE");
        assert_eq!(parts("CA", both), "");
        assert_eq!(parts("CA-ON", both), "");
        assert_eq!(parts("US-FL", Region::find("FL").unwrap()), "FL");
        assert_eq!(parts("BS", Region::find("BHS").unwrap()), "BHS");
    }
}
