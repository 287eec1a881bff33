//! Jobs: work longer than a request, with progress, a checkpoint and an outcome.

mod pace;
mod priority;
mod progress;
mod state;

pub use pace::Pace;
pub use priority::{JobPriority, UnknownJobPriority};
pub use progress::{JobProgress, Rate};
pub use state::{Illegal, JobEvent, JobState};

use serde::{Deserialize, Serialize};

/// What a job does. The queue knows kinds by their word alone; people read the title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// Generates phone numbers into a project.
    GenerateNumbers,
    /// Looks numbers up in the prefix table.
    ValidateNumbers,
    /// Changes or deletes the numbers somebody confirmed.
    EditNumbers,
    /// Takes back what such a job did.
    UndoNumbers,
    /// Changes or deletes the contacts, companies, leads or deals somebody confirmed.
    EditRecords,
    /// Takes back what such a job did.
    UndoRecords,
    /// Changes, deletes or restores the calls somebody confirmed.
    EditCalls,
    /// Takes back what such a job did.
    UndoCalls,
    /// Makes up calls for a demonstration.
    GenerateCalls,
    /// Takes such calls away again.
    CleanCalls,
    /// Writes calls into a file.
    ExportCalls,
    /// Imports a file of calls.
    ImportCalls,
    /// Sees what calls have come to: overdue ones, and people to be reminded.
    WatchCalls,
    /// Writes a project's numbers into a file.
    ExportNumbers,
    /// Imports a file of numbers into a project.
    ImportNumbers,
    /// Writes contacts, companies, leads or deals into a file.
    ExportRecords,
    /// Imports a file of contacts, companies, leads or deals.
    ImportRecords,
    /// Imports one of the prefix table's files.
    ImportPrefixes,
    /// Imports a file of consents.
    ImportConsents,
    /// Imports a file of numbers into a do-not-call list.
    ImportDoNotCall,
    /// Records one consent for each of the numbers somebody confirmed.
    RecordConsents,
    /// Retries the jobs that match a filter.
    RetryJobs,
    /// Takes the numbers of a deleted project away, and then the project.
    DeleteProject,
    /// Forgets what is past its time: ended jobs, notifications, sessions.
    Housekeeping,
}

impl JobKind {
    /// Every kind.
    pub const ALL: [JobKind; 24] = [
        JobKind::GenerateNumbers,
        JobKind::ValidateNumbers,
        JobKind::EditNumbers,
        JobKind::UndoNumbers,
        JobKind::EditRecords,
        JobKind::UndoRecords,
        JobKind::EditCalls,
        JobKind::UndoCalls,
        JobKind::GenerateCalls,
        JobKind::CleanCalls,
        JobKind::ExportCalls,
        JobKind::ImportCalls,
        JobKind::WatchCalls,
        JobKind::ExportNumbers,
        JobKind::ImportNumbers,
        JobKind::ExportRecords,
        JobKind::ImportRecords,
        JobKind::ImportPrefixes,
        JobKind::ImportConsents,
        JobKind::ImportDoNotCall,
        JobKind::RecordConsents,
        JobKind::RetryJobs,
        JobKind::DeleteProject,
        JobKind::Housekeeping,
    ];

    /// The word that is stored and used in filters.
    pub fn as_str(self) -> &'static str {
        match self {
            JobKind::GenerateNumbers => "generate_numbers",
            JobKind::ValidateNumbers => "validate_numbers",
            JobKind::EditNumbers => "edit_numbers",
            JobKind::UndoNumbers => "undo_numbers",
            JobKind::EditRecords => "edit_records",
            JobKind::UndoRecords => "undo_records",
            JobKind::EditCalls => "edit_calls",
            JobKind::UndoCalls => "undo_calls",
            JobKind::GenerateCalls => "generate_calls",
            JobKind::CleanCalls => "clean_calls",
            JobKind::ExportCalls => "export_calls",
            JobKind::ImportCalls => "import_calls",
            JobKind::WatchCalls => "watch_calls",
            JobKind::ExportNumbers => "export_numbers",
            JobKind::ImportNumbers => "import_numbers",
            JobKind::ExportRecords => "export_records",
            JobKind::ImportRecords => "import_records",
            JobKind::ImportPrefixes => "import_prefixes",
            JobKind::ImportConsents => "import_consents",
            JobKind::ImportDoNotCall => "import_do_not_call",
            JobKind::RecordConsents => "record_consents",
            JobKind::RetryJobs => "retry_jobs",
            JobKind::DeleteProject => "delete_project",
            JobKind::Housekeeping => "housekeeping",
        }
    }

    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            JobKind::GenerateNumbers => "Generate numbers",
            JobKind::ValidateNumbers => "Validate numbers",
            JobKind::EditNumbers => "Change numbers",
            JobKind::UndoNumbers => "Undo a change",
            JobKind::EditRecords => "Change contacts",
            JobKind::UndoRecords => "Undo a change of contacts",
            JobKind::EditCalls => "Change calls",
            JobKind::UndoCalls => "Undo a change of calls",
            JobKind::GenerateCalls => "Make demo calls",
            JobKind::CleanCalls => "Clean up demo calls",
            JobKind::ExportCalls => "Export calls",
            JobKind::ImportCalls => "Import calls",
            JobKind::WatchCalls => "Look after calls",
            JobKind::ExportNumbers => "Export numbers",
            JobKind::ImportNumbers => "Import numbers",
            JobKind::ExportRecords => "Export contacts",
            JobKind::ImportRecords => "Import contacts",
            JobKind::ImportPrefixes => "Import prefixes",
            JobKind::ImportConsents => "Import consents",
            JobKind::ImportDoNotCall => "Import do-not-call numbers",
            JobKind::RecordConsents => "Record consents",
            JobKind::RetryJobs => "Retry jobs",
            JobKind::DeleteProject => "Delete project",
            JobKind::Housekeeping => "Housekeeping",
        }
    }

    /// Whether its subject is a project, which has to stay while the job is open.
    pub fn works_on_a_project(self) -> bool {
        match self {
            JobKind::GenerateNumbers
            | JobKind::ValidateNumbers
            | JobKind::EditNumbers
            | JobKind::UndoNumbers
            | JobKind::ExportNumbers
            | JobKind::ImportNumbers
            | JobKind::RecordConsents => true,
            JobKind::EditRecords
            | JobKind::UndoRecords
            | JobKind::ExportRecords
            | JobKind::ImportRecords
            | JobKind::EditCalls
            | JobKind::UndoCalls
            | JobKind::GenerateCalls
            | JobKind::CleanCalls
            | JobKind::ExportCalls
            | JobKind::ImportCalls
            | JobKind::WatchCalls
            | JobKind::ImportPrefixes
            | JobKind::ImportConsents
            | JobKind::ImportDoNotCall
            | JobKind::RetryJobs
            | JobKind::DeleteProject
            | JobKind::Housekeeping => false,
        }
    }

    /// The kind of a stored word; `None` for a kind of another release.
    pub fn from_word(word: &str) -> Option<JobKind> {
        JobKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}
