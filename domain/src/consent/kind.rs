//! The kinds of consent (DESIGN §1).

use serde::{Deserialize, Serialize};

/// How somebody agreed to be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentKind {
    /// Signed, on paper or by other means that prove who signed.
    Written,
    /// Said, in person or on the telephone.
    Oral,
    /// Ticked and sent on a web page.
    WebForm,
    /// Given by doing business with the company.
    ExistingCustomer,
    /// A line of the company's own, called for a test.
    OwnTestLine,
}

impl ConsentKind {
    /// Every kind, in the order they are offered.
    pub const ALL: [ConsentKind; 5] = [
        ConsentKind::Written,
        ConsentKind::Oral,
        ConsentKind::WebForm,
        ConsentKind::ExistingCustomer,
        ConsentKind::OwnTestLine,
    ];

    /// The word that is sent and used in filters.
    pub fn as_str(self) -> &'static str {
        match self {
            ConsentKind::Written => "written",
            ConsentKind::Oral => "oral",
            ConsentKind::WebForm => "web_form",
            ConsentKind::ExistingCustomer => "existing_customer",
            ConsentKind::OwnTestLine => "own_test_line",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            ConsentKind::Written => "Written",
            ConsentKind::Oral => "Oral",
            ConsentKind::WebForm => "Web form",
            ConsentKind::ExistingCustomer => "Existing customer",
            ConsentKind::OwnTestLine => "Own test line",
        }
    }

    /// The code that is stored.
    pub fn code(self) -> i16 {
        self as i16 + 1
    }

    /// The kind of a stored code.
    pub fn of_code(code: i16) -> Option<ConsentKind> {
        ConsentKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The kind of a word as programs and people's tables write it: `web form`, `Web_Form`.
    pub fn from_word(word: &str) -> Option<ConsentKind> {
        let plain = |letter: char| if matches!(letter, ' ' | '-') { '_' } else { letter.to_ascii_lowercase() };
        let word: String = word.trim().chars().map(plain).collect();
        ConsentKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Some kinds of consent: those that a campaign takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsentKinds(u8);

impl ConsentKinds {
    /// No kind; nothing is ever enough.
    pub const NONE: ConsentKinds = ConsentKinds(0);
    /// Every kind.
    pub const ALL: ConsentKinds = ConsentKinds((1 << ConsentKind::ALL.len()) - 1);

    /// With one more kind.
    pub fn with(self, kind: ConsentKind) -> Self {
        Self(self.0 | 1 << kind as u8)
    }

    /// The kinds as they are stored: a bit for each.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// The kinds of stored bits; bits of no kind count for nothing.
    pub fn of_bits(bits: u8) -> Self {
        Self(bits & ConsentKinds::ALL.0)
    }

    /// Whether a kind is among them.
    pub fn has(self, kind: ConsentKind) -> bool {
        self.0 & 1 << kind as u8 != 0
    }

    /// The kinds, in the order they are offered.
    pub fn iter(self) -> impl Iterator<Item = ConsentKind> {
        ConsentKind::ALL.into_iter().filter(move |kind| self.has(*kind))
    }
}

impl FromIterator<ConsentKind> for ConsentKinds {
    fn from_iter<I: IntoIterator<Item = ConsentKind>>(kinds: I) -> Self {
        kinds.into_iter().fold(ConsentKinds::NONE, ConsentKinds::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_by_its_word_its_label_and_its_code() {
        for kind in ConsentKind::ALL {
            assert_eq!(ConsentKind::from_word(kind.as_str()), Some(kind));
            assert_eq!(ConsentKind::from_word(kind.label()), Some(kind));
            assert_eq!(ConsentKind::of_code(kind.code()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert!(ConsentKinds::ALL.has(kind) && !ConsentKinds::NONE.has(kind));
            assert_eq!([kind].into_iter().collect::<ConsentKinds>().iter().collect::<Vec<_>>(), [kind]);
        }
        assert_eq!(ConsentKind::of_code(0), None);
    }
}
