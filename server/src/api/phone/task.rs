//! A job as the old clients know it.

use domain::Scope;
use domain::id::JobId;
use domain::job::{JobKind, JobProgress, JobState};
use engine::Engine;
use serde::Serialize;
use serde_json::Value;
use time::{Duration, OffsetDateTime};
use utoipa::ToSchema;
use uuid::Uuid;

/// The status words of the old clients; the first two of our own states look the same to them.
const STATUSES: [(&str, &[JobState]); 5] = [
    ("pending", &[JobState::Held, JobState::Waiting, JobState::Retrying]),
    ("in_progress", &[JobState::Running]),
    ("completed", &[JobState::Done]),
    ("failed", &[JobState::Failed]),
    ("cancelled", &[JobState::Cancelled]),
];

/// The status words in order.
pub fn words() -> [&'static str; 5] {
    STATUSES.map(|(word, _)| word)
}

/// The states behind a status word; none behind anything else.
pub fn states_of(word: &str) -> &'static [JobState] {
    STATUSES.iter().find(|(known, _)| *known == word).map_or(&[], |(_, states)| states)
}

/// A task with what it was asked to do and what came of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Task {
    pub id: Uuid,
    pub area_code: Option<String>,
    pub quantity: Option<u64>,
    pub carrier_filter: Option<String>,
    pub type_filter: Option<String>,
    /// pending, in_progress, completed, failed or cancelled.
    pub status: &'static str,
    /// In percent; 100 when completed.
    pub progress: u8,
    pub current_step: String,
    pub total_items: i64,
    pub processed_items: i64,
    pub successful_items: i64,
    pub failed_items: i64,
    /// The same as `id`.
    pub celery_task_id: Uuid,
    pub result_data: Option<Value>,
    pub error_message: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub started_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub completed_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub estimated_completion: Option<OffsetDateTime>,
    /// Seconds it ran or has been running; null before its start.
    pub duration: Option<f64>,
}

impl Task {
    /// A job by how far it is, what it was asked to do, and what came of it.
    pub fn of(progress: JobProgress, params: &Value, outcome: Option<Value>) -> Self {
        let text = |name: &str| params.get(name).and_then(as_text);
        Self {
            id: progress.id.0,
            area_code: text("area_code"),
            quantity: params.get("quantity").and_then(Value::as_u64),
            carrier_filter: text("carrier"),
            type_filter: text("line_type"),
            status: progress.state.old_word(),
            progress: progress.percent(),
            current_step: progress.step.clone(),
            total_items: progress.total,
            processed_items: progress.processed,
            successful_items: progress.succeeded,
            failed_items: progress.failed,
            celery_task_id: progress.id.0,
            result_data: outcome,
            error_message: progress.error.clone(),
            created_at: progress.created_at,
            started_at: progress.started_at,
            completed_at: progress.finished_at,
            estimated_completion: estimated_completion(&progress),
            duration: progress.seconds_run(),
        }
    }
}

/// Jobs as tasks, in their order; one that went away meanwhile is left out.
pub(super) async fn tasks_of(engine: &Engine, scope: &Scope, jobs: Vec<JobProgress>) -> engine::Result<Vec<Task>> {
    let ids: Vec<JobId> = jobs.iter().map(|job| job.id).collect();
    let mut told = engine::job::told(engine, scope, &ids).await?;
    let task = |job: JobProgress| told.remove(&job.id).map(|told| Task::of(job, &told.params, told.outcome));
    Ok(jobs.into_iter().filter_map(task).collect())
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A task that has not ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActiveTask {
    pub task_id: Uuid,
    pub task_name: &'static str,
    /// generation, validation, export, import, maintenance or other.
    pub category: &'static str,
    pub status: &'static str,
    pub progress: u8,
    pub current_step: String,
    pub processed_items: i64,
    pub total_items: i64,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub started_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub estimated_completion: Option<OffsetDateTime>,
}

impl From<&JobProgress> for ActiveTask {
    fn from(progress: &JobProgress) -> Self {
        let (task_name, category) = match progress.kind {
            Some(JobKind::GenerateNumbers) => ("Phone Number Generation", "generation"),
            Some(JobKind::ExportNumbers) => ("Phone Number Export", "export"),
            Some(JobKind::ImportNumbers) => ("Phone Number Import", "import"),
            Some(JobKind::ValidateNumbers) => ("Phone Number Validation", "validation"),
            Some(JobKind::EditNumbers) => ("Phone Number Change", "maintenance"),
            Some(JobKind::UndoNumbers) => ("Undo of a Change", "maintenance"),
            Some(JobKind::EditRecords) => ("Contact Change", "maintenance"),
            Some(JobKind::UndoRecords) => ("Undo of a Contact Change", "maintenance"),
            Some(JobKind::ExportRecords) => ("Contact Export", "export"),
            Some(JobKind::ImportRecords) => ("Contact Import", "import"),
            Some(JobKind::EditCalls) => ("Call Change", "maintenance"),
            Some(JobKind::UndoCalls) => ("Undo of a Call Change", "maintenance"),
            Some(JobKind::GenerateCalls) => ("Demo Call Generation", "generation"),
            Some(JobKind::CleanCalls) => ("Demo Call Clean-Up", "maintenance"),
            Some(JobKind::ExportCalls) => ("Call Export", "export"),
            Some(JobKind::ImportCalls) => ("Call Import", "import"),
            Some(JobKind::WatchCalls) => ("Look after Calls", "maintenance"),
            Some(JobKind::ImportPrefixes) => ("Prefix Import", "import"),
            Some(JobKind::ImportConsents) => ("Consent Import", "import"),
            Some(JobKind::ImportDoNotCall) => ("Do-Not-Call Import", "import"),
            Some(JobKind::RecordConsents) => ("Consent Recording", "maintenance"),
            Some(JobKind::RetryJobs) => ("Retry of Tasks", "maintenance"),
            Some(JobKind::DeleteProject) => ("Project Deletion", "maintenance"),
            Some(JobKind::Housekeeping) => ("Housekeeping", "maintenance"),
            None => ("Task", "other"),
        };
        Self {
            task_id: progress.id.0,
            task_name,
            category,
            status: progress.state.old_word(),
            progress: progress.percent(),
            current_step: progress.step.clone(),
            processed_items: progress.processed,
            total_items: progress.total,
            created_at: progress.created_at,
            started_at: progress.started_at,
            estimated_completion: estimated_completion(progress),
        }
    }
}

/// When it will be done at the rate it has, by the database's clock; null when that can't be told.
pub fn estimated_completion(progress: &JobProgress) -> Option<OffsetDateTime> {
    let left = progress.rate().seconds_left?;
    // A year is beyond any job; without a bound a rate near 0 would overflow the date.
    Some(progress.read_at + Duration::seconds_f64(left.min(31_536_000.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_the_status_word_that_finds_it() {
        for state in JobState::ALL {
            assert!(states_of(state.old_word()).contains(&state), "{state}");
        }
        assert!(states_of("done").is_empty());
    }
}
