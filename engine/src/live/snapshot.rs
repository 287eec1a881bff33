use crate::Engine;
use crate::error::Result;
use crate::job;
use domain::Scope;
use domain::live::{Signal, Snapshot, Topic};

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
            // A list has no version of its own; the database's clock rises like one.
            (i64::try_from(read_at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX), Snapshot::ActiveJobs(active))
        }
    };
    Ok(Signal { topic, epoch: engine.epoch(), version, snapshot })
}
