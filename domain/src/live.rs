//! Live signals: what can be watched, and what is sent.
//!
//! A signal carries a whole small state, never a change to apply, so a lost one costs nothing but time. `epoch` names
//! the life of the database (a restored back-up starts a new one), `version` rises within it; the browser drops what is
//! not newer than what it shows.

use crate::campaign::Figures;
use crate::id::{CampaignId, JobId, ProjectId};
use crate::job::JobProgress;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Something that can be watched by whoever may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Topic {
    /// One job.
    Job(JobId),
    /// The tenant's running and waiting jobs.
    ActiveJobs,
    /// What was generated into a project.
    Project(ProjectId),
    /// What of the watching person's jobs ended.
    Notifications,
    /// How a campaign stands.
    Campaign(CampaignId),
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Topic::Job(id) => write!(f, "job:{id}"),
            Topic::ActiveJobs => f.write_str("active-jobs"),
            Topic::Project(id) => write!(f, "project:{id}"),
            Topic::Notifications => f.write_str("notifications"),
            Topic::Campaign(id) => write!(f, "campaign:{id}"),
        }
    }
}

/// The word names nothing that can be watched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a topic is active-jobs, notifications, job:ID, project:ID or campaign:ID")]
pub struct UnknownTopic;

impl FromStr for Topic {
    type Err = UnknownTopic;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let topic = match text.split_once(':') {
            None if text == "active-jobs" => Some(Topic::ActiveJobs),
            None if text == "notifications" => Some(Topic::Notifications),
            Some(("job", id)) => id.parse().ok().map(Topic::Job),
            Some(("project", id)) => id.parse().ok().map(Topic::Project),
            Some(("campaign", id)) => id.parse().ok().map(Topic::Campaign),
            _ => None,
        };
        topic.ok_or(UnknownTopic)
    }
}

impl From<Topic> for String {
    fn from(topic: Topic) -> String {
        topic.to_string()
    }
}

impl TryFrom<String> for Topic {
    type Error = UnknownTopic;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// The tenant's jobs that have not ended, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActiveJobs {
    /// Up to [`ActiveJobs::SHOWN`] of them.
    pub jobs: Vec<JobProgress>,
    /// How many there are in all, counted to 1,000.
    pub count: u64,
}

impl ActiveJobs {
    /// How many jobs the panel shows.
    pub const SHOWN: usize = 8;
}

/// What the jobs of a project have added to it, and whether they go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectActivity {
    /// Numbers that the project's jobs have added, those that ended lately included. A page counts on from the figure it
    /// was loaded with; the figure by itself says little.
    pub added: i64,
    /// Jobs of the project that have not ended.
    pub open: u32,
}

/// What a person has not read yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// Counted to [`Unread::COUNTED`].
    pub count: u32,
}

impl Unread {
    /// Counting stops here.
    pub const COUNTED: u32 = 100;
}

/// The state of a topic at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Snapshot {
    Job(Box<JobProgress>),
    ActiveJobs(ActiveJobs),
    Project(ProjectActivity),
    Notifications(Unread),
    Campaign(Box<Figures>),
}

/// A state with its place in time, as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    pub topic: Topic,
    /// The life of the database.
    pub epoch: i64,
    /// Rises within an epoch, per topic.
    pub version: i64,
    pub snapshot: Snapshot,
}

impl Signal {
    /// Whether this signal is news to somebody who shows `seen` (epoch and version).
    ///
    /// Another epoch is always news: versions of two lives can't be compared.
    pub fn is_newer_than(&self, seen: Option<(i64, i64)>) -> bool {
        match seen {
            None => true,
            Some((epoch, version)) => self.epoch != epoch || self.version > version,
        }
    }
}
