//! `trunkline work`: works on jobs and serves nothing.

use super::installation::{Database, Installation};
use super::node::{Node, tell_doubts};
use crate::config::Config;
use crate::shutdown;
use anyhow::{Context, ensure};
use tokio_util::sync::CancellationToken;

/// Works until a signal comes, then hands its jobs back.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let stop = CancellationToken::new();
    shutdown::on_signals(stop.clone()).context("signals can't be listened to")?;
    let database = Database::reach(&config).await?;
    ensure!(
        config.database.url.is_some() || database.has_server(),
        "no server runs on the private database of {}; start `trunkline serve` first, or set DATABASE_URL",
        config.storage.data_dir.display()
    );
    let installation = Installation::of(&config, database).await?;
    let worked = work(&config, &installation, stop).await;
    let closed = installation.close().await;
    worked?;
    closed
}

async fn work(config: &Config, installation: &Installation, stop: CancellationToken) -> anyhow::Result<()> {
    tell_doubts(config);
    let slots = config.worker.jobs_at_once;
    let node = Node::join(&installation.engine, false, slots, &stop).await?;
    tracing::info!(slots, "working");
    stop.cancelled().await;
    node.leave().await
}
