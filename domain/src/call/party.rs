//! Whom a call is for, and what it is about.

use crate::crm::Kind;
use crate::id::RecordId;

/// A record that a call refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    pub kind: Kind,
    pub id: RecordId,
    /// Its name; empty when the record has been forgotten since.
    pub name: String,
}

/// What programs call a kind of record that calls refer to: a company is an account there.
pub fn party_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Company => "account",
        other => other.as_str(),
    }
}

/// The kind of such a word; an opportunity is a deal.
pub fn party_of_word(word: &str) -> Option<Kind> {
    match word.trim().to_ascii_lowercase().as_str() {
        "contact" | "contacts" => Some(Kind::Contact),
        "account" | "accounts" | "company" | "companies" => Some(Kind::Company),
        "lead" | "leads" => Some(Kind::Lead),
        "deal" | "deals" | "opportunity" | "opportunities" => Some(Kind::Deal),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kinds_word_reads_back() {
        for kind in Kind::ALL {
            assert_eq!(party_of_word(party_word(kind)), Some(kind));
            assert_eq!(party_of_word(kind.plural()), Some(kind));
        }
        assert_eq!(party_of_word("opportunity"), Some(Kind::Deal));
        assert_eq!(party_of_word("robot"), None);
    }
}
