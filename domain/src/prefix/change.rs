//! What changed of a code between two versions of the prefix table.

use crate::phone::Prefix;

/// What became of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It was not listed before.
    Came,
    /// It is listed in both, with other facts.
    Changed,
    /// It is not listed any more.
    Withdrawn,
}

/// A fact that a version states of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fact {
    Assigned,
    Carrier,
    Ocn,
    Brand,
    BrandSource,
    LineType,
    Place,
    State,
    TimeZones,
    Source,
}

/// A fact before and after, in words; `None` where nothing was or is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactChange {
    pub fact: Fact,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// A code with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrefixChange {
    pub prefix: Prefix,
    pub kind: ChangeKind,
    /// The facts that differ, in the order of [`Fact::ALL`]; of a code that came or was withdrawn those that are known.
    pub facts: Vec<FactChange>,
}

impl ChangeKind {
    /// Every kind, in the order they are shown.
    pub const ALL: [ChangeKind; 3] = [ChangeKind::Came, ChangeKind::Changed, ChangeKind::Withdrawn];

    /// The word in filters and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            ChangeKind::Came => "came",
            ChangeKind::Changed => "changed",
            ChangeKind::Withdrawn => "withdrawn",
        }
    }

    /// The sign before a figure.
    pub fn sign(self) -> &'static str {
        match self {
            ChangeKind::Came => "+",
            ChangeKind::Changed => "~",
            ChangeKind::Withdrawn => "−",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<ChangeKind> {
        ChangeKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl Fact {
    /// Every fact, in the order they are shown.
    pub const ALL: [Fact; 10] = [
        Fact::Assigned,
        Fact::Carrier,
        Fact::Ocn,
        Fact::Brand,
        Fact::BrandSource,
        Fact::LineType,
        Fact::Place,
        Fact::State,
        Fact::TimeZones,
        Fact::Source,
    ];

    /// The word in stored changes and in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Fact::Assigned => "assigned",
            Fact::Carrier => "carrier",
            Fact::Ocn => "ocn",
            Fact::Brand => "brand",
            Fact::BrandSource => "brand_source",
            Fact::LineType => "line_type",
            Fact::Place => "place",
            Fact::State => "state",
            Fact::TimeZones => "time_zones",
            Fact::Source => "source",
        }
    }

    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            Fact::Assigned => "Standing",
            Fact::Carrier => "Legal name",
            Fact::Ocn => "OCN",
            Fact::Brand => "Brand",
            Fact::BrandSource => "Brand by",
            Fact::LineType => "Line type",
            Fact::Place => "Place",
            Fact::State => "State",
            Fact::TimeZones => "Time zones",
            Fact::Source => "Source",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn words_read_back_and_no_two_facts_share_one() {
        for kind in ChangeKind::ALL {
            assert_eq!(ChangeKind::from_word(kind.as_str()), Some(kind));
        }
        let words: BTreeSet<&str> = Fact::ALL.into_iter().map(Fact::as_str).collect();
        assert_eq!(words.len(), Fact::ALL.len());
    }
}
