//! What every request passes through, outermost first: well-formed, request id, log line, security headers, panic guard,
//! deadline and body limit, compression.
//!
//! Sessions, identity and the guard against foreign forms stand around the pages alone (`html`): a program's token or a
//! style sheet needs none of them.

mod bounds;
pub mod client_address;
mod csrf;
pub mod error_page;
mod panic;
pub mod request_id;
mod security_headers;
mod trace;
mod trailing_slash;
mod well_formed;

pub use csrf::csrf;

use crate::state::AppState;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

/// `routes` with all layers around them.
pub fn around(routes: Router, state: &AppState) -> Router {
    // The default predicate leaves text/event-stream and pictures alone: a compressed stream would be held back until
    // its buffer is full.
    let compression = CompressionLayer::new().br(true).gzip(true).quality(CompressionLevel::Precise(4));
    let layered = routes
        .layer(compression)
        .layer(from_fn_with_state(state.clone(), bounds::keep))
        .layer(from_fn(panic::catch))
        .layer(from_fn_with_state(state.clone(), security_headers::add))
        .layer(trace::layer())
        .layer(from_fn(request_id::give))
        .layer(from_fn(well_formed::check));
    // A path is rewritten before a router looks at it, so this one stands outside.
    let rewriting = ServiceBuilder::new().map_request(trailing_slash::optional_for_rest).service(layered);
    Router::new().fallback_service(rewriting)
}
