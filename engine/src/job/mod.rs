//! Jobs as people see them (list, look, cancel, retry), and the registry of their kinds.
//!
//! To add a kind: 1. its word in `domain::job::JobKind`; 2. a file in `kind/` with its parameters, its steps and what it
//! says; 3. a line in [`registry`]; 4. the verb that enqueues it, in the folder of the noun it works on.

mod active;
mod attempts;
mod cancel;
mod ended;
mod get;
pub(crate) mod kind;
mod lanes;
mod list;
mod pause;
mod prioritise;
mod progress;
mod retry;
mod retry_matching;
mod schedules;
mod sources;

pub use active::active;
pub use attempts::{Attempt, attempts};
pub use cancel::cancel;
pub use ended::ended;
pub use get::{JobDetail, Told, get, progress, told};
pub use list::{count, count_exact, list};
pub use pause::{KindStanding, Pause, kinds, pause, resume};
pub use prioritise::prioritise;
pub use retry::retry;
pub use retry_matching::{count_retryable, retry_matching};
pub use schedules::{ScheduleStanding, schedules as schedule_standings};
pub use sources::{Sources, sources};

use crate::queue::{NewJob, Registry, Schedule};
use crate::{call, crm};
use domain::job::{JobKind, JobPriority};
use serde_json::json;
use std::time::Duration;

/// Every kind of job this release can work on.
pub fn registry() -> Registry {
    Registry::default()
        .with(kind::generate_numbers::GenerateNumbers)
        .with(kind::validate_numbers::ValidateNumbers)
        .with(kind::edit_numbers::EditNumbers)
        .with(kind::undo_numbers::UndoNumbers)
        .with(kind::edit_many::EditMany::<crm::ChangeParams>::new())
        .with(kind::undo_many::UndoMany::<crm::ChangeParams>::new())
        .with(kind::edit_many::EditMany::<call::ChangeParams>::new())
        .with(kind::undo_many::UndoMany::<call::ChangeParams>::new())
        .with(kind::generate_calls::GenerateCalls)
        .with(kind::clean_calls::CleanCalls)
        .with(kind::watch_calls::WatchCalls)
        .with(kind::export_calls::ExportCalls)
        .with(kind::export_numbers::ExportNumbers)
        .with(kind::export_records::ExportRecords)
        .with(kind::import::Import(JobKind::ImportNumbers))
        .with(kind::import::Import(JobKind::ImportRecords))
        .with(kind::import::Import(JobKind::ImportCalls))
        .with(kind::import_prefixes::ImportPrefixes)
        .with(kind::import::Import(JobKind::ImportConsents))
        .with(kind::import::Import(JobKind::ImportDoNotCall))
        .with(kind::record_consents::RecordConsents)
        .with(kind::retry_jobs::RetryJobs)
        .with(kind::delete_project::DeleteProject)
        .with(kind::housekeeping::Housekeeping)
}

/// Everything that repeats.
pub fn schedules() -> Vec<Schedule> {
    vec![
        Schedule {
            name: "housekeeping",
            every: Duration::from_secs(600),
            job: || NewJob {
                priority: JobPriority::Low,
                ..NewJob::new(JobKind::Housekeeping, "Forget what is past its time", json!({}))
            },
        },
        // A reminder is told in minutes, so a minute is how late it may come.
        Schedule {
            name: "calls",
            every: Duration::from_secs(60),
            job: || NewJob::new(JobKind::WatchCalls, "See what calls have come to", json!({})),
        },
    ]
}
