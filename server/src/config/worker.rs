//! How much work runs at once.

use super::{Reader, Setting};

const JOBS: Setting = Setting {
    name: "TRUNKLINE_WORKER_JOBS",
    default: Some("4"),
    doc: "Jobs that run at once in one process. A generation uses two connections of its own.",
};
pub(super) const SETTINGS: &[Setting] = &[JOBS];

/// The worker.
#[derive(Debug, Clone, Copy)]
pub struct Worker {
    pub jobs_at_once: usize,
}

impl Worker {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self { jobs_at_once: usize::try_from(reader.number(&JOBS, 1..=256)).unwrap_or(4) }
    }
}
