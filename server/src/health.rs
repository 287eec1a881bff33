//! `/healthz`: the process is alive. `/readyz`: it can do its work.

use crate::state::{AppState, WorkerState};
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use engine::{RedisState, node};
use serde::Serialize;
use std::time::Duration;

/// How long the database may take to answer before it counts as away.
const PATIENCE: Duration = Duration::from_secs(2);

/// Both routes; neither asks who is asking.
pub fn routes() -> Router<AppState> {
    Router::new().route("/healthz", get(|| async { "ok\n" })).route("/readyz", get(ready))
}

/// What is in order and what is not. `ready` says whether requests are to be sent here, so Redis does not decide it
/// (everything works without), and neither does where jobs are worked on: a drained node goes on serving pages, and if a
/// balancer took all pages away because nobody works, nobody could see why.
#[derive(Debug, Serialize)]
struct Readiness {
    ready: bool,
    database: bool,
    /// The schema is the one of this release.
    migrations: bool,
    /// Jobs are worked on: here, or by another node when this one only serves pages.
    worker: bool,
    /// "connected" or "away"; null when none is configured.
    redis: Option<&'static str>,
}

async fn ready(State(state): State<AppState>) -> (StatusCode, Json<Readiness>) {
    let looked = tokio::time::timeout(PATIENCE, node::readiness(&state.engine, &migration::names())).await;
    let looked = looked.ok().and_then(engine::Result::ok);
    let migrations = looked.is_some_and(|looked| looked.migrated);
    let worker = !state.worker.is_missing()
        && looked.is_some_and(|looked| match state.worker {
            WorkerState::Here(_) => looked.works_here,
            WorkerState::Elsewhere => looked.works_anywhere,
        });
    let redis = state.engine.redis_state().map(|redis| match redis {
        RedisState::Connected { .. } => "connected",
        RedisState::Away { .. } => "away",
    });
    // A server that is stopping takes no new work: the balancer in front of it is told so first.
    let ready = migrations && !state.worker.is_missing() && !state.shutdown.is_cancelled();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready, database: looked.is_some(), migrations, worker, redis }))
}
