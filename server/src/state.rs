//! What every handler can reach.

use crate::config::Config;
use axum::extract::FromRef;
use engine::Engine;
use leptos::config::LeptosOptions;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The state of the router; cloning it is cheap.
#[derive(Clone)]
pub struct AppState {
    pub engine: Engine,
    pub config: Arc<Config>,
    pub leptos: LeptosOptions,
    /// Cancelled when the server stops: live streams end by it.
    pub shutdown: CancellationToken,
    /// Whether this process runs a worker, and whether it is still alive.
    pub worker: WorkerState,
}

/// Whether the worker of this process works.
#[derive(Debug, Clone)]
pub enum WorkerState {
    /// This process serves pages only (`--no-worker`).
    Elsewhere,
    /// Cancelled when the worker has ended.
    Here(CancellationToken),
}

impl WorkerState {
    /// Whether a worker should be running here and is not.
    pub fn is_missing(&self) -> bool {
        matches!(self, WorkerState::Here(ended) if ended.is_cancelled())
    }
}

impl AppState {
    /// The state of a server on `engine`.
    pub fn new(engine: Engine, config: Config, shutdown: CancellationToken, worker: WorkerState) -> Self {
        let leptos = LeptosOptions::builder()
            .output_name("trunkline")
            .site_root(config.storage.site_root.to_string_lossy().into_owned())
            .site_pkg_dir("pkg")
            .site_addr(config.network.address)
            .build();
        Self { engine, config: Arc::new(config), leptos, shutdown, worker }
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
