use crate::Engine;
use crate::error::Result;
use crate::{campaign, job, notification, project};
use domain::Scope;
use domain::job::JobProgress;
use domain::live::{Signal, Snapshot, Topic};
use time::OffsetDateTime;

/// The state of a topic now, for whoever may see it.
///
/// # Errors
/// [`crate::Error::NotFound`] when the tenant has no such topic; [`crate::Error::Denied`] for a token without the scope.
pub async fn snapshot(engine: &Engine, scope: &Scope, topic: Topic) -> Result<Signal> {
    let (version, snapshot) = match topic {
        Topic::Job(id) => {
            let progress = job::progress(engine, scope, id).await?;
            (progress.version, Snapshot::Job(Box::new(progress)))
        }
        Topic::ActiveJobs => {
            let (read_at, active) = job::active(engine, scope).await?;
            (version_at(read_at), Snapshot::ActiveJobs(active))
        }
        Topic::Project(id) => {
            let (read_at, activity) = project::activity(engine, scope, id).await?;
            (version_at(read_at), Snapshot::Project(activity))
        }
        Topic::Notifications => {
            let (read_at, unread) = notification::unread(engine, scope).await?;
            (version_at(read_at), Snapshot::Notifications(unread))
        }
        Topic::Campaign(id) => {
            let figures = campaign::figures(engine, scope, id).await?;
            (version_at(figures.read_at), Snapshot::Campaign(Box::new(figures)))
        }
    };
    Ok(Signal { topic, epoch: engine.epoch(), version, snapshot })
}

/// The signal of a job whose progress was read just now: a list need not ask for each of its rows again.
pub fn of_job(engine: &Engine, progress: JobProgress) -> Signal {
    Signal {
        topic: Topic::Job(progress.id),
        epoch: engine.epoch(),
        version: progress.version,
        snapshot: Snapshot::Job(Box::new(progress)),
    }
}

/// What is put together of many rows has no version of its own; the database's clock rises like one.
fn version_at(read_at: OffsetDateTime) -> i64 {
    i64::try_from(read_at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)
}
