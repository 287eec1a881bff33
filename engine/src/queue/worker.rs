use super::claim::{Claimed, claim};
use super::rescue::rescue;
use super::runner;
use super::schedule::{Schedule, run_due};
use super::work::Registry;
use crate::Engine;
use crate::error::Result;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::{AbortOnDropHandle, TaskTracker};

/// How long a stopping worker waits for the steps under way before it leaves them to the rescue.
const DRAIN: Duration = Duration::from_secs(9);
/// How often the schedules are looked at.
const SCHEDULES: Duration = Duration::from_secs(5);

/// Claims due jobs and runs them, several at once.
pub struct Worker {
    engine: Engine,
    registry: Registry,
    schedules: Vec<Schedule>,
    /// Set while the operator wants this node to hand its jobs over.
    draining: watch::Receiver<bool>,
}

impl Worker {
    /// A worker for the kinds of `registry`, with nothing that repeats, which nobody drains.
    pub fn new(engine: Engine, registry: Registry) -> Self {
        let (_, draining) = watch::channel(false);
        Self { engine, registry, schedules: Vec::new(), draining }
    }

    /// Also queues what repeats.
    pub fn with_schedules(self, schedules: Vec<Schedule>) -> Self {
        Self { schedules, ..self }
    }

    /// Hands its jobs over, and claims none, while `draining` says so.
    pub fn drained_by(self, draining: watch::Receiver<bool>) -> Self {
        Self { draining, ..self }
    }

    /// Works until `stop`: then no job is claimed any more, the steps under way are committed or rolled back, and their
    /// jobs go back to wait, within ten seconds.
    pub async fn run(&self, stop: CancellationToken) {
        let rescuing = AbortOnDropHandle::new(tokio::spawn(rescue_loop(self.engine.clone())));
        let scheduling =
            AbortOnDropHandle::new(tokio::spawn(schedule_loop(self.engine.clone(), self.schedules.clone())));
        while !stop.is_cancelled() {
            // A drain ends a shift as a stop does; when it is taken back the next one begins.
            let shift = stop.child_token();
            let drain = AbortOnDropHandle::new(tokio::spawn(end_when_draining(self.draining.clone(), shift.clone())));
            self.shift(&shift).await;
            drop(drain);
            let mut draining = self.draining.clone();
            if !stop.is_cancelled() {
                tracing::info!("drained: the jobs are handed over and none is claimed");
                tokio::select! {
                    () = stop.cancelled() => {}
                    _ = draining.wait_for(|draining| !draining) => tracing::info!("working again"),
                }
            }
        }
        drop((rescuing, scheduling));
    }

    /// Claims and runs jobs until `end`, and waits for what is under way then.
    async fn shift(&self, end: &CancellationToken) {
        let free = Arc::new(Semaphore::new(self.engine.settings().workers));
        let tracker = TaskTracker::new();
        while !end.is_cancelled() {
            // Register for the notice before looking, or one that comes between the two is lost.
            let notified = self.engine.work().notified();
            let permit = tokio::select! {
                () = end.cancelled() => break,
                permit = Arc::clone(&free).acquire_owned() => permit,
            };
            let Ok(permit) = permit else { break };
            let mut permits = vec![permit];
            permits.extend(std::iter::from_fn(|| Arc::clone(&free).try_acquire_owned().ok()));
            let room = permits.len();
            match claim(&self.engine, &self.registry.words(), room).await {
                Ok(jobs) => {
                    let full = jobs.len() == room;
                    for (job, permit) in jobs.into_iter().zip(permits) {
                        self.start(&tracker, job, permit, end);
                    }
                    if !full {
                        self.wait(notified, end).await;
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "claiming jobs failed");
                    drop(permits);
                    self.wait(notified, end).await;
                }
            }
        }
        tracker.close();
        if tokio::time::timeout(DRAIN, tracker.wait()).await.is_err() {
            tracing::warn!("jobs were still under way after nine seconds; their leases will run out");
        }
    }

    fn start(&self, tracker: &TaskTracker, job: Claimed, permit: OwnedSemaphorePermit, end: &CancellationToken) {
        let Some(kind) = self.registry.find(&job.kind) else { return };
        let (engine, end) = (self.engine.clone(), end.clone());
        tracker.spawn(async move {
            let id = job.id;
            if let Err(error) = runner::run(&engine, kind, job, end).await {
                tracing::error!(%error, job = %id, "a job's end could not be written; its lease will run out");
            }
            drop(permit);
            // There is room for one more.
            engine.work().notify_one();
        });
    }

    async fn wait(&self, notified: tokio::sync::futures::Notified<'_>, end: &CancellationToken) {
        tokio::select! {
            () = end.cancelled() => {}
            () = notified => {}
            // The poll is the truth: it also sees jobs whose time has come and notices that got lost.
            () = tokio::time::sleep(self.engine.settings().poll) => {}
        }
    }

    /// Claims one due job and runs it to its end; `false` when none was due. For tests and the command line.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn run_once(&self) -> Result<bool> {
        let Some(job) = claim(&self.engine, &self.registry.words(), 1).await?.pop() else { return Ok(false) };
        let Some(kind) = self.registry.find(&job.kind) else { return Ok(false) };
        runner::run(&self.engine, kind, job, CancellationToken::new()).await?;
        Ok(true)
    }
}

async fn end_when_draining(mut draining: watch::Receiver<bool>, shift: CancellationToken) {
    // Nobody is left who could ask for it: the shift ends by its stop alone.
    if draining.wait_for(|draining| *draining).await.is_ok() {
        shift.cancel();
    }
}

async fn rescue_loop(engine: Engine) {
    let mut pace = tokio::time::interval(engine.settings().lease / 3);
    loop {
        pace.tick().await;
        if let Err(error) = rescue(&engine).await {
            tracing::warn!(%error, "looking for lost jobs failed");
        }
    }
}

async fn schedule_loop(engine: Engine, schedules: Vec<Schedule>) {
    let mut pace = tokio::time::interval(SCHEDULES);
    loop {
        pace.tick().await;
        if let Err(error) = run_due(&engine, &schedules).await {
            tracing::warn!(%error, "looking for what is due failed");
        }
    }
}
