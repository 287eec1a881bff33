//! `/metrics`: figures of the whole installation for Prometheus. No label names a company or a number.

use crate::state::AppState;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use engine::dial::{Gauges, gauges};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Bounds of the buckets of waiting and answering, in seconds.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// What this process recorded; there is one recorder a process, however many servers a test starts.
static RECORDED: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

fn recorded() -> Option<&'static PrometheusHandle> {
    let install = || -> Result<PrometheusHandle, BuildError> {
        PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
            .install_recorder()
    };
    let handle = RECORDED.get_or_init(|| install().inspect_err(|error| tracing::warn!(%error, "no metrics")).ok());
    handle.as_ref()
}

/// How often what was recorded is summed up: between two looks at `/metrics` it would pile up otherwise.
const UPKEEP: Duration = Duration::from_secs(5);

/// Sums up what is recorded until `stop`.
pub async fn upkeep(stop: CancellationToken) {
    let mut pace = tokio::time::interval(UPKEEP);
    while stop.run_until_cancelled(pace.tick()).await.is_some() {
        if let Some(recorded) = recorded() {
            recorded.run_upkeep();
        }
    }
}

/// The route; it does not ask who is asking.
pub fn routes() -> Router<AppState> {
    // From the first request on, not from the first look at it.
    recorded();
    Router::new().route("/metrics", get(show))
}

async fn show(State(state): State<AppState>) -> Response {
    let Ok(gauges) = gauges(&state.engine).await else {
        return (StatusCode::SERVICE_UNAVAILABLE, "The database is away.\n").into_response();
    };
    let mut text = recorded().map(PrometheusHandle::render).unwrap_or_default();
    text.push_str(&of_rows(&gauges));
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}

/// What is counted in the database when it is asked for.
fn of_rows(gauges: &Gauges) -> String {
    let mut text = String::new();
    let mut family = |name: &str, rows: &[(String, u64)]| {
        text.push_str(&format!("# TYPE {name} gauge\n"));
        for (labels, n) in rows {
            text.push_str(&format!("{name}{labels} {n}\n"));
        }
    };
    let one = |n: u64| [(String::new(), n)];
    let states: Vec<_> = gauges
        .states
        .iter()
        .map(|(state, n)| (format!("{{state=\"{}\"}}", state.as_str().to_lowercase()), *n))
        .collect();
    family("trunkline_dials", &states);
    family("trunkline_calls_in_flight", &one(gauges.slots));
    family("trunkline_calls_capacity", &one(gauges.at_once));
    family("trunkline_dead_letters", &one(gauges.dead_letters));
    family("trunkline_providers_held_up", &one(gauges.providers_open));
    family("trunkline_campaigns_stopped_by_abandoned_calls", &one(gauges.campaigns_stopped));
    let verdicts: Vec<_> = gauges.verdicts.iter().map(|(word, n)| (format!("{{verdict=\"{word}\"}}"), *n)).collect();
    family("trunkline_dials_by_verdict", &verdicts);
    text
}
