use super::claim::claim;
use super::rescue::rescue;
use super::runner;
use super::work::Registry;
use crate::Engine;
use crate::error::Result;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long a stopping worker waits for the steps under way before it leaves them to the rescue.
const DRAIN: Duration = Duration::from_secs(9);

/// Claims due jobs and runs them, several at once.
pub struct Worker {
    engine: Engine,
    registry: Registry,
}

impl Worker {
    /// A worker for the kinds of `registry`.
    pub fn new(engine: Engine, registry: Registry) -> Self {
        Self { engine, registry }
    }

    /// Works until `stop`: then no job is claimed any more, the steps under way are committed or rolled back, and their
    /// jobs go back to wait, within ten seconds.
    pub async fn run(&self, stop: CancellationToken) {
        let free = Arc::new(Semaphore::new(self.engine.settings().workers));
        let tracker = TaskTracker::new();
        let rescuing = tokio::spawn(rescue_loop(self.engine.clone(), stop.clone()));
        while !stop.is_cancelled() {
            // Register for the notice before looking, or one that comes between the two is lost.
            let notified = self.engine.work().notified();
            let permit = tokio::select! {
                () = stop.cancelled() => break,
                permit = Arc::clone(&free).acquire_owned() => permit,
            };
            let Ok(permit) = permit else { break };
            match self.claim_one(&stop, &tracker, permit).await {
                Ok(true) => {}
                Ok(false) => self.wait(notified, &stop).await,
                Err(error) => {
                    tracing::warn!(%error, "claiming a job failed");
                    self.wait(notified, &stop).await;
                }
            }
        }
        tracker.close();
        if tokio::time::timeout(DRAIN, tracker.wait()).await.is_err() {
            tracing::warn!("jobs were still under way after nine seconds; their leases will run out");
        }
        rescuing.abort();
    }

    /// Claims one due job and runs it to its end; `false` when none was due. For tests and the command line.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn run_once(&self) -> Result<bool> {
        let Some(job) = claim(&self.engine, &self.registry.words()).await? else { return Ok(false) };
        let Some(kind) = self.registry.find(&job.kind) else { return Ok(false) };
        runner::run(&self.engine, kind, job, CancellationToken::new()).await?;
        Ok(true)
    }

    async fn claim_one(
        &self,
        stop: &CancellationToken,
        tracker: &TaskTracker,
        permit: tokio::sync::OwnedSemaphorePermit,
    ) -> Result<bool> {
        let Some(job) = claim(&self.engine, &self.registry.words()).await? else { return Ok(false) };
        let Some(kind) = self.registry.find(&job.kind) else { return Ok(false) };
        let (engine, stop) = (self.engine.clone(), stop.clone());
        tracker.spawn(async move {
            let id = job.id;
            if let Err(error) = runner::run(&engine, kind, job, stop).await {
                tracing::error!(%error, job = %id, "a job's end could not be written; its lease will run out");
            }
            drop(permit);
        });
        Ok(true)
    }

    async fn wait(&self, notified: tokio::sync::futures::Notified<'_>, stop: &CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            () = notified => {}
            // The poll is the truth: it also sees jobs whose time has come and notices that got lost.
            () = tokio::time::sleep(self.engine.settings().poll) => {}
        }
    }
}

async fn rescue_loop(engine: Engine, stop: CancellationToken) {
    let every = engine.settings().lease / 3;
    loop {
        if let Err(error) = rescue(&engine).await {
            tracing::warn!(%error, "looking for lost jobs failed");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(every) => {}
        }
    }
}
