//! What `serve` and `work` share: this process's place among the nodes, its worker and its dialler.

use crate::config::Config;
use anyhow::Context;
use engine::dial::Dialler;
use engine::queue::Worker;
use engine::{Engine, audit, job, node};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// Logs what in the settings may not be what was meant.
pub fn tell_doubts(config: &Config) {
    for doubt in &config.doubts {
        tracing::warn!("settings: {doubt}");
    }
}

/// This process among the nodes of the installation.
pub struct Node {
    engine: Engine,
    /// `None` where jobs are left to others.
    working: Option<JoinHandle<()>>,
    /// Cancelled when the worker has ended.
    worker_ended: CancellationToken,
    dialling: JoinHandle<()>,
    _alive: AbortOnDropHandle<()>,
    /// Chains the entries of the audit; every process that writes some does.
    sealing: JoinHandle<()>,
}

impl Node {
    /// Joins the installation, and begins to work unless `slots` is 0.
    ///
    /// # Errors
    /// The other nodes and this one would not hear each other, or the database is away.
    pub async fn join(engine: &Engine, serves: bool, slots: usize, stop: &CancellationToken) -> anyhow::Result<Self> {
        let others = node::guard(engine).await?;
        if others > 0 && !engine.uses_redis() {
            tracing::warn!(
                others,
                "several nodes work on this database without Redis: sessions, live signals and limits go through \
                 PostgreSQL, which is right and slower; set REDIS_URL on every node"
            );
        }
        let registry = job::registry();
        let role = node::Role::new(serves, slots, &registry);
        // Known to the others before the first job is claimed.
        let joined = node::join(engine, &role).await?;
        if let Some(name) = joined.renamed {
            tracing::warn!(
                name,
                "another node of this name is there, or was a moment ago: this one is called otherwise until its next \
                 start; give each its own TRUNKLINE_NODE_NAME"
            );
        }
        let (draining, drain) = watch::channel(joined.draining);
        let alive = tokio::spawn(node::keep_alive(engine.clone(), role, draining, stop.clone()));
        let sealing = tokio::spawn(audit::seal_until(engine.clone(), stop.clone()));
        let worker_ended = CancellationToken::new();
        let working = (slots > 0).then(|| {
            let worker = Worker::new(engine.clone(), registry).with_schedules(job::schedules()).drained_by(drain);
            let (stop, gone) = (stop.clone(), worker_ended.clone().drop_guard());
            tokio::spawn(async move {
                let _gone = gone;
                worker.run(stop).await;
            })
        });
        let dialler = Dialler::new(engine.clone())?;
        let dialling = tokio::spawn({
            let stop = stop.clone();
            async move { dialler.run(stop).await }
        });
        let alive = AbortOnDropHandle::new(alive);
        Ok(Self { engine: engine.clone(), working, worker_ended, dialling, _alive: alive, sealing })
    }

    /// Tells `/readyz` whether the worker that should run here is gone.
    pub fn worker_ended(&self) -> Option<CancellationToken> {
        self.working.as_ref().map(|_| self.worker_ended.clone())
    }

    /// Waits for the worker to come to its end, and takes the node off the list.
    ///
    /// # Errors
    /// The worker panicked.
    pub async fn leave(self) -> anyhow::Result<()> {
        let worked = match self.working {
            Some(working) => working.await.context("the worker panicked"),
            None => Ok(()),
        };
        if let Err(error) = self.dialling.await {
            tracing::warn!(%error, "the dialler did not come to its end; its attempts will be looked up");
        }
        drop(self._alive);
        // What the last jobs left is sealed, if the database lets it.
        if let Err(error) = self.sealing.await {
            tracing::warn!(%error, "the audit was not sealed to its end; the next process goes on");
        }
        if let Err(error) = node::leave(&self.engine).await {
            tracing::warn!(%error, "this node could not be taken off the list; it will be seen as away");
        }
        worked
    }
}
