use super::get::{JobDetail, get};
use crate::Engine;
use crate::error::Result;
use domain::Scope;
use domain::id::JobId;
use domain::live::Topic;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// A lost notice delays the answer by no more than this.
const LOOK: Duration = Duration::from_secs(2);

/// Waits until a job has ended, for those who want the result in the same request; answers the job as it is when it has
/// ended or the patience is over.
///
/// # Errors
/// [`crate::Error::NotFound`] when the tenant has none with this id.
pub async fn ended(engine: &Engine, scope: &Scope, id: JobId, patience: Duration) -> Result<JobDetail> {
    let until = Instant::now() + patience;
    // Subscribe before reading, or an end between the two is missed.
    let mut watch = engine.live().subscribe(scope, Topic::Job(id));
    loop {
        let detail = get(engine, scope, id).await?;
        if detail.progress.state.is_ended() || Instant::now() >= until {
            return Ok(detail);
        }
        // Whether a notice came or the time for a look: the row says what is.
        drop(timeout_at(until.min(Instant::now() + LOOK), watch.changed()).await);
    }
}
