//! How many requests a second a company may send (CONTRACTS, "Common to all"), counted over all nodes: its own limit, or what
//! the installation gives everybody.

use super::Refusal;
use crate::identity::Caller;
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use engine::rate_limit;
use std::time::Duration;

/// Counts the request for the caller's tenant, and tells in every answer what is left: `RateLimit-Limit`,
/// `RateLimit-Remaining`, and in `RateLimit-Reset` the seconds until the allowance is whole. Who has used it up gets 429.
pub async fn keep(State(state): State<AppState>, caller: Caller, request: Request, next: Next) -> Response {
    let limit = caller.limit(state.config.limits.rest);
    let key = format!("rest:{}", caller.scope.tenant());
    let verdict = match rate_limit::take(&state.engine, &key, limit).await {
        Ok(verdict) => verdict,
        Err(error) => return Refusal::from(error).into_response(),
    };
    let mut response = if verdict.allowed {
        next.run(request).await
    } else {
        Refusal::TooMany(seconds(verdict.retry_after)).into_response()
    };
    for (name, value) in [
        ("ratelimit-limit", u64::from(limit.burst)),
        ("ratelimit-remaining", u64::from(verdict.remaining)),
        ("ratelimit-reset", seconds(verdict.reset_after)),
    ] {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from(value));
    }
    response
}

/// Whole seconds, upwards: who comes back after them is not too early.
fn seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}
