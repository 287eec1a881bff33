use domain::Right;

/// What is in a file, which says who may fetch it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Numbers of a project.
    Numbers,
    /// Contacts, companies, leads or deals; consents; numbers that are not called.
    Contacts,
    /// Calls.
    Calls,
    /// What proves a consent.
    Proof,
}

impl Holds {
    /// All there are.
    pub const ALL: [Holds; 4] = [Holds::Numbers, Holds::Contacts, Holds::Calls, Holds::Proof];

    /// The word that is stored.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Holds::Numbers => "numbers",
            Holds::Contacts => "contacts",
            Holds::Calls => "calls",
            Holds::Proof => "proof",
        }
    }

    /// What of a stored word; numbers for one of another release, which the schema does not let in.
    pub(crate) fn of_word(word: &str) -> Holds {
        Holds::ALL.into_iter().find(|holds| holds.as_str() == word).unwrap_or(Holds::Numbers)
    }

    /// What it takes to fetch such a file.
    pub fn right(self) -> Right {
        match self {
            Holds::Numbers => Right::SeeNumbers,
            Holds::Contacts => Right::ExportContacts,
            Holds::Calls => Right::ExportCalls,
            Holds::Proof => Right::SeeContacts,
        }
    }
}
