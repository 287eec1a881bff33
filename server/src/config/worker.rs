//! How much work runs at once.

use super::{Reader, Setting};
use std::time::Duration;

const JOBS: Setting = Setting {
    name: "TRUNKLINE_WORKER_JOBS",
    default: Some("4"),
    doc: "Jobs that run at once in one process. A generation uses two connections of its own.",
};
const LEASE: Setting = Setting {
    name: "TRUNKLINE_WORKER_LEASE_SECONDS",
    default: Some("30"),
    doc: "How long a job stays with a worker that gives no sign of life. A worker that died is replaced after as long; \
          shorter than the database is ever away takes jobs from living ones.",
};
pub(super) const SETTINGS: &[Setting] = &[JOBS, LEASE];

/// The worker.
#[derive(Debug, Clone, Copy)]
pub struct Worker {
    pub jobs_at_once: usize,
    pub lease: Duration,
}

impl Worker {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            jobs_at_once: usize::try_from(reader.number(&JOBS, 1..=256)).unwrap_or(4),
            lease: Duration::from_secs(reader.number(&LEASE, 1..=3_600)),
        }
    }
}
