//! What a three-digit code of the plan is used for.

/// What an area code is used for, by the numbering administrator's area-code report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Geographic, assigned, reachable.
    InService,
    /// Geographic, assigned, not yet reachable.
    Planned,
    /// Free, or reserved for a place that has not got it yet.
    Unassigned,
    /// N11.
    ServiceCode,
    /// N9X.
    Expansion,
    TollFree,
    TollFreeReserved,
    /// 5XX.
    Personal,
    PersonalReserved,
    /// 600, 622, 633.
    Canadian,
    CanadianReserved,
    /// 700.
    CarrierServices,
    /// 710.
    Government,
    /// 900.
    Premium,
    /// 555.
    DirectoryAssistance,
    /// 950.
    CarrierAccess,
    /// 988.
    Abbreviated,
    /// 37X and 96X.
    Reserved,
}

use Standing::*;

/// Each standing, in the order above, with its word in the shipped table and the reason it gives, which follows the code in a sentence.
const WORDS: [(Standing, &str, &str); 18] = [
    (InService, "in-service", "is in service"),
    (Planned, "planned", "is assigned but not yet in service"),
    (Unassigned, "unassigned", "is not assigned to any area"),
    (ServiceCode, "service-code", "is a service code (N11), not an area code"),
    (Expansion, "expansion", "is kept for a longer numbering plan"),
    (TollFree, "toll-free", "is toll-free, not geographic"),
    (TollFreeReserved, "toll-free-reserved", "is set aside for toll-free numbers"),
    (Personal, "personal", "is for personal and other services without a place, not geographic"),
    (PersonalReserved, "personal-reserved", "is reserved for services without a place (5XX)"),
    (Canadian, "canadian", "is for Canadian services without a place, not geographic"),
    (CanadianReserved, "canadian-reserved", "is reserved for Canadian services without a place"),
    (CarrierServices, "carrier-services", "is for long-distance carriers' own services, not geographic"),
    (Government, "government", "is for the United States government, not geographic"),
    (Premium, "premium", "is for premium services, not geographic"),
    (DirectoryAssistance, "directory-assistance", "is directory assistance, not an area code"),
    (CarrierAccess, "carrier-access", "is carrier access, not an area code"),
    (Abbreviated, "abbreviated", "is a three-digit number of its own, not an area code"),
    (Reserved, "reserved", "is reserved, no area has it"),
];

impl Standing {
    /// The word in the shipped table.
    pub fn as_str(self) -> &'static str {
        self.entry().1
    }

    /// The standing of a table's word.
    pub fn from_word(word: &str) -> Option<Standing> {
        WORDS.iter().find(|entry| entry.1 == word).map(|entry| entry.0)
    }

    /// Why no number is generated there, without its subject: "is toll-free, not geographic".
    pub fn reason(self) -> &'static str {
        self.entry().2
    }

    fn entry(self) -> &'static (Standing, &'static str, &'static str) {
        &WORDS[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_in_the_order_of_the_standings_and_read_back() {
        for (at, (standing, word, _)) in WORDS.into_iter().enumerate() {
            assert_eq!(standing as usize, at);
            assert_eq!(Standing::from_word(word), Some(standing));
        }
        assert_eq!(WORDS.len(), Reserved as usize + 1);
    }
}
