//! `trunkline serve`: the private database if none is given, the schema, the worker, the portal; and all of it down again.

use super::demo;
use super::installation::{Database, Installation};
use super::node::{Node, tell_doubts};
use crate::config::Config;
use crate::connections::{self, Head};
use crate::embedded_postgres::PrivatePostgres;
use crate::metrics;
use crate::router::router;
use crate::shutdown;
use crate::state::{AppState, WorkerState};
use anyhow::Context;
use clap::Args;
use engine::{Engine, probe};
use secrecy::ExposeSecret;
use std::io::ErrorKind;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// How to serve.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Serves pages only; jobs are left to other processes.
    #[arg(long)]
    no_worker: bool,
    /// Makes the demo company when there is no tenant yet, and prints how to sign in.
    #[arg(long)]
    demo_if_empty: bool,
}

/// Serves until a signal comes, then ends requests, streams, jobs and the private database, in this order.
pub async fn run(config: Config, arguments: Arguments) -> anyhow::Result<()> {
    // First of all: a taken port is told before anything is started, and who comes early waits in the line.
    let listener = listen(config.network.address).await?;
    let stop = CancellationToken::new();
    shutdown::on_signals(stop.clone()).context("signals can't be listened to")?;
    // Started from the main task: the private database is told to end with the thread that started it.
    let database = match &config.database.url {
        Some(url) => Database::Given(url.clone()),
        None => Database::Private(PrivatePostgres::start(&config.storage.data_dir).await?),
    };
    if let Database::Given(url) = &database {
        // A database that starts beside this server is waited for, as long as a connection may take; then it is told why
        // there is none.
        if let Err(error) = migration::up(url.expose_secret()).await {
            probe::database(url).await?;
            return Err(error).context("the schema could not be brought up to date");
        }
    }
    let installation = Installation::of(&config, database).await?;
    let served = serve(config, arguments, &installation.engine, listener, stop).await;
    let closed = installation.close().await;
    served?;
    closed
}

async fn serve(
    config: Config,
    arguments: Arguments,
    engine: &Engine,
    listener: TcpListener,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let address = config.network.public_url.to_string();
    tell_doubts(&config);
    if !config.storage.site_root.join("pkg").is_dir() {
        tracing::warn!(folder = %config.storage.site_root.display(), "no site files: pages come without style; run `make build`");
    }
    let welcome = match arguments.demo_if_empty && engine::demo::is_empty(engine).await? {
        true => demo::make(engine, &address).await?,
        false => String::new(),
    };
    let slots = if arguments.no_worker { 0 } else { config.worker.jobs_at_once };
    let node = Node::join(engine, true, slots, &stop).await?;
    let worker = node.worker_ended().map_or(WorkerState::Elsewhere, WorkerState::Here);
    let _upkeep = AbortOnDropHandle::new(tokio::spawn(metrics::upkeep(stop.clone())));
    let state = AppState::new(engine.clone(), config, stop.clone(), worker);
    let router = router(state)?;
    println!("Trunkline is at {address}{}{welcome}", if welcome.is_empty() { "" } else { "\n" });

    tokio::select! {
        () = connections::serve(listener, router, Head::USUAL, stop.clone()) => {}
        () = overdue(&stop) => tracing::warn!("requests were still under way after ten seconds and were cut off"),
    }
    node.leave().await
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow::anyhow!(
            "{address} is taken by another program; stop that one, or choose another address: TRUNKLINE_ADDR=127.0.0.1:3001"
        ),
        ErrorKind::PermissionDenied => anyhow::anyhow!(
            "{address} may not be used by this user; choose a port above 1023: TRUNKLINE_ADDR=127.0.0.1:3000"
        ),
        ErrorKind::AddrNotAvailable => {
            anyhow::anyhow!("{address} is no address of this machine; set TRUNKLINE_ADDR to one that is")
        }
        _ => anyhow::anyhow!("{address} can't be listened on: {error}"),
    })
}

async fn overdue(stop: &CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(shutdown::DRAIN).await;
}
