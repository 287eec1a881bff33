//! How long what has ended is kept.

use super::{Reader, Setting};
use std::time::Duration;

const JOB_DAYS: Setting = Setting {
    name: "TRUNKLINE_KEEP_JOBS_DAYS",
    default: Some("90"),
    doc: "Days that an ended job is kept, with its attempts.",
};
const NOTIFICATION_DAYS: Setting = Setting {
    name: "TRUNKLINE_KEEP_NOTIFICATIONS_DAYS",
    default: Some("30"),
    doc: "Days that a notification is kept. It goes with its job, so more than TRUNKLINE_KEEP_JOBS_DAYS is refused.",
};
const EXPORT_DAYS: Setting = Setting {
    name: "TRUNKLINE_KEEP_EXPORTS_DAYS",
    default: Some("7"),
    doc: "Days that a file made by a job is kept: an export of numbers, or the rows that an import did not take.",
};
pub(super) const SETTINGS: &[Setting] = &[JOB_DAYS, NOTIFICATION_DAYS, EXPORT_DAYS];

/// Retention.
#[derive(Debug, Clone, Copy)]
pub struct Retention {
    pub jobs: Duration,
    pub notifications: Duration,
    pub exports: Duration,
}

impl Retention {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let (jobs, notifications) = (reader.number(&JOB_DAYS, 1..=3_650), reader.number(&NOTIFICATION_DAYS, 1..=3_650));
        if notifications > jobs {
            reader
                .refuse(&NOTIFICATION_DAYS, "is more than TRUNKLINE_KEEP_JOBS_DAYS: a notification goes with its job");
        }
        let exports = reader.number(&EXPORT_DAYS, 1..=3_650);
        let days = |days: u64| Duration::from_secs(days * 86_400);
        Self { jobs: days(jobs), notifications: days(notifications), exports: days(exports) }
    }
}
