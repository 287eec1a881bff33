//! `/healthz`: the process is alive. `/readyz`: it can do its work.

use crate::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use engine::RedisState;
use serde::Serialize;
use std::time::Duration;

/// How long the database may take to answer before it counts as away.
const PATIENCE: Duration = Duration::from_secs(2);

/// Both routes; neither asks who is asking.
pub fn routes() -> Router<AppState> {
    Router::new().route("/healthz", get(|| async { "ok\n" })).route("/readyz", get(ready))
}

/// What is in order and what is not. Without Redis everything works, so it decides nothing. The schema is not asked about: a server migrates before it listens, so whoever
/// answers here is migrated.
#[derive(Debug, Serialize)]
struct Readiness {
    ready: bool,
    database: bool,
    worker: bool,
    /// "connected" or "away"; null when none is configured.
    redis: Option<&'static str>,
}

async fn ready(State(state): State<AppState>) -> (StatusCode, Json<Readiness>) {
    let database = matches!(tokio::time::timeout(PATIENCE, state.engine.ready()).await, Ok(Ok(())));
    let worker = !state.worker.is_missing();
    let redis = state.engine.redis_state().map(|redis| match redis {
        RedisState::Connected { .. } => "connected",
        RedisState::Away { .. } => "away",
    });
    // A server that is stopping takes no new work: the balancer in front of it is told so first.
    let ready = database && worker && !state.shutdown.is_cancelled();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready, database, worker, redis }))
}
