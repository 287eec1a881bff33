//! What happens to things people work with, told on their timelines (CONTRACTS B, "Activity").

/// The kinds of thing that have a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntityKind {
    Contact,
    Company,
    Lead,
    Deal,
    Call,
}

impl EntityKind {
    /// Every kind.
    pub const ALL: [EntityKind; 5] =
        [EntityKind::Contact, EntityKind::Company, EntityKind::Lead, EntityKind::Deal, EntityKind::Call];

    /// The word that programs are told.
    pub fn as_str(self) -> &'static str {
        match self {
            EntityKind::Contact => "contact",
            EntityKind::Company => "company",
            EntityKind::Lead => "lead",
            EntityKind::Deal => "deal",
            EntityKind::Call => "call",
        }
    }

    /// The code that is stored; it never changes its meaning.
    pub const fn code(self) -> i16 {
        match self {
            EntityKind::Contact => 1,
            EntityKind::Company => 2,
            EntityKind::Lead => 3,
            EntityKind::Deal => 4,
            EntityKind::Call => 5,
        }
    }

    /// The kind of a code.
    pub fn of_code(code: i16) -> Option<EntityKind> {
        EntityKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_kind_has_a_word_and_a_code_of_its_own() {
        let words: HashSet<&str> = EntityKind::ALL.into_iter().map(EntityKind::as_str).collect();
        let codes: HashSet<i16> = EntityKind::ALL.into_iter().map(EntityKind::code).collect();
        assert_eq!((words.len(), codes.len()), (EntityKind::ALL.len(), EntityKind::ALL.len()));
    }
}
