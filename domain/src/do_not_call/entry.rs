//! An entry of a do-not-call list.

use crate::id::{EntryId, JobId};
use crate::phone::PhoneNumber;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// How an entry came to its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntrySource {
    /// Typed in by somebody of the company.
    Hand,
    /// Sent by a program.
    Program,
    /// From a file.
    Import,
    /// By whoever was to be called: through their link, or told to a program.
    OptOut,
}

impl EntrySource {
    /// Every source.
    pub const ALL: [EntrySource; 4] =
        [EntrySource::Hand, EntrySource::Program, EntrySource::Import, EntrySource::OptOut];

    /// The word that is sent and used in filters.
    pub fn as_str(self) -> &'static str {
        match self {
            EntrySource::Hand => "hand",
            EntrySource::Program => "program",
            EntrySource::Import => "import",
            EntrySource::OptOut => "opt_out",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            EntrySource::Hand => "By hand",
            EntrySource::Program => "By a program",
            EntrySource::Import => "Import",
            EntrySource::OptOut => "Opted out",
        }
    }

    /// The code that is stored.
    pub fn code(self) -> i16 {
        self as i16 + 1
    }

    /// The source of a stored code.
    pub fn of_code(code: i16) -> Option<EntrySource> {
        EntrySource::ALL.into_iter().find(|source| source.code() == code)
    }

    /// The code of a word; −1, which no row has, for a word that is none.
    pub fn code_of_word(word: &str) -> i16 {
        EntrySource::ALL.into_iter().find(|source| source.as_str() == word).map_or(-1, EntrySource::code)
    }
}

/// A number on a list, or that was on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: EntryId,
    pub number: PhoneNumber,
    pub source: EntrySource,
    /// What was noted of it; empty where nothing was.
    pub note: String,
    pub added_at: OffsetDateTime,
    /// The name of whoever added it.
    pub added_by_name: Option<String>,
    /// The job that added it, with others.
    pub job: Option<JobId>,
    /// Set when it is on the list no more.
    pub removal: Option<Removal>,
}

/// How a number left a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    pub at: OffsetDateTime,
    pub by_name: Option<String>,
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::do_not_call::ListKind;

    #[test]
    fn sources_and_kinds_of_lists_read_back_by_their_codes() {
        for source in EntrySource::ALL {
            assert_eq!(EntrySource::of_code(source.code()), Some(source));
            assert_eq!(EntrySource::code_of_word(source.as_str()), source.code());
            assert_eq!(serde_json::to_value(source).unwrap(), source.as_str());
        }
        for kind in ListKind::ALL {
            assert_eq!(ListKind::of_code(kind.code()), Some(kind));
        }
    }
}
