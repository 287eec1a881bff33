//! How much work runs at once.

use super::{Reader, Setting};
use std::time::Duration;

const JOBS: Setting = Setting {
    name: "TRUNKLINE_WORKER_JOBS",
    default: Some("8"),
    doc: "Jobs that run at once in one process. A generation uses two connections of its own.",
};
const TENANT_JOBS: Setting = Setting {
    name: "TRUNKLINE_WORKER_TENANT_JOBS",
    default: Some("3"),
    doc: "Jobs of one company that run at once, over all nodes. Fewer than all nodes' TRUNKLINE_WORKER_JOBS together, so \
          that one company's many jobs leave room for another's single one.",
};
const LEASE: Setting = Setting {
    name: "TRUNKLINE_WORKER_LEASE_SECONDS",
    default: Some("30"),
    doc: "How long a job stays with a worker that gives no sign of life. A worker that died is replaced after as long; \
          shorter than the database is ever away takes jobs from living ones.",
};
const NODE_NAME: Setting = Setting {
    name: "TRUNKLINE_NODE_NAME",
    default: None,
    doc: "How this process is called in the list of nodes and in job attempts. Unset: the machine's name and the process's \
          number.",
};
const CALL_GRACE: Setting = Setting {
    name: "TRUNKLINE_CALLS_GRACE_MINUTES",
    default: Some("15"),
    doc: "Minutes after its start at which a scheduled call becomes overdue.",
};
pub(super) const SETTINGS: &[Setting] = &[JOBS, TENANT_JOBS, LEASE, NODE_NAME, CALL_GRACE];

/// The worker.
#[derive(Debug, Clone)]
pub struct Worker {
    pub jobs_at_once: usize,
    pub tenant_jobs: usize,
    pub node_name: String,
    pub lease: Duration,
    /// How long after its start a scheduled call becomes overdue.
    pub call_grace: Duration,
}

impl Worker {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let jobs_at_once = usize::try_from(reader.number(&JOBS, 1..=256)).unwrap_or(8);
        let tenant_jobs = usize::try_from(reader.number(&TENANT_JOBS, 1..=256)).unwrap_or(3);
        Self {
            jobs_at_once,
            tenant_jobs,
            node_name: reader.optional(&NODE_NAME).unwrap_or_else(default_name),
            lease: Duration::from_secs(reader.number(&LEASE, 1..=3_600)),
            call_grace: Duration::from_secs(reader.number(&CALL_GRACE, 0..=10_080) * 60),
        }
    }
}

fn default_name() -> String {
    let host = nix::unistd::gethostname().ok().and_then(|name| name.into_string().ok());
    format!("{}-{}", host.as_deref().unwrap_or("node"), std::process::id())
}
