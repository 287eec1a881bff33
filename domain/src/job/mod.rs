//! Jobs: work longer than a request, with progress, a checkpoint and an outcome.

mod progress;
mod state;

pub use progress::{JobProgress, Rate};
pub use state::{Illegal, JobEvent, JobState};

use serde::{Deserialize, Serialize};

/// What a job does. The queue knows kinds by their word alone; people read the title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// Generates phone numbers into a project.
    GenerateNumbers,
    /// Imports one of the prefix table's files.
    ImportPrefixes,
}

impl JobKind {
    /// Every kind.
    pub const ALL: [JobKind; 2] = [JobKind::GenerateNumbers, JobKind::ImportPrefixes];

    /// The word that is stored and used in filters.
    pub fn as_str(self) -> &'static str {
        match self {
            JobKind::GenerateNumbers => "generate_numbers",
            JobKind::ImportPrefixes => "import_prefixes",
        }
    }

    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            JobKind::GenerateNumbers => "Generate numbers",
            JobKind::ImportPrefixes => "Import prefixes",
        }
    }

    /// The kind of a stored word; `None` for a kind of another release.
    pub fn from_word(word: &str) -> Option<JobKind> {
        JobKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}
