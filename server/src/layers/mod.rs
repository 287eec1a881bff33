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
use axum::http::{Extensions, HeaderMap, StatusCode, Version};
use axum::middleware::{from_fn, from_fn_with_state};
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};

/// In an answer's extensions: it goes out as it is, with its length, so that who fetches it sees how much is left and can go
/// on where it broke off.
#[derive(Debug, Clone, Copy)]
pub struct AsItIs;

/// `routes` with all layers around them.
pub fn around(routes: Router, state: &AppState) -> Router {
    // The default predicate leaves text/event-stream and pictures alone: a compressed stream would be held back until
    // its buffer is full.
    let whole =
        |_: StatusCode, _: Version, _: &HeaderMap, extensions: &Extensions| extensions.get::<AsItIs>().is_none();
    let compression = CompressionLayer::new()
        .br(true)
        .gzip(true)
        .quality(CompressionLevel::Precise(4))
        .compress_when(DefaultPredicate::new().and(whole));
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
