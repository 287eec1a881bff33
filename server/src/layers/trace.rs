//! One log line a request: method, route, status and time, under its request id.
//!
//! The route is the matched pattern, `/jobs/{id}`, never the address itself: addresses hold what people search for, phone
//! numbers among it. A request that is our own fault is logged where it failed, with its cause; here it is one line.

use super::request_id;
use axum::extract::MatchedPath;
use axum::http::header;
use std::time::Duration;
use tower_http::classify::{ServerErrorsAsFailures, SharedClassifier};
use tower_http::trace::{MakeSpan, OnResponse, TraceLayer};
use tracing::Span;

type Layer = TraceLayer<SharedClassifier<ServerErrorsAsFailures>, RequestSpan, (), LogLine, (), (), ()>;

/// The layer that opens the span `http.request` and writes its line.
pub fn layer() -> Layer {
    TraceLayer::new_for_http()
        .make_span_with(RequestSpan)
        .on_request(())
        .on_response(LogLine)
        .on_body_chunk(())
        .on_eos(())
        .on_failure(())
}

/// Opens the span of a request.
#[derive(Clone, Copy)]
pub struct RequestSpan;

impl<B> MakeSpan<B> for RequestSpan {
    fn make_span(&mut self, request: &axum::http::Request<B>) -> Span {
        let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
        tracing::info_span!(
            "http.request",
            method = %request.method(),
            route,
            request_id = %request_id::of(request.extensions()).0,
        )
    }
}

/// Writes the line of a request.
#[derive(Clone, Copy)]
pub struct LogLine;

impl<B> OnResponse<B> for LogLine {
    fn on_response(self, response: &axum::http::Response<B>, latency: Duration, _span: &Span) {
        let status = response.status().as_u16();
        let ms = latency.as_millis() as u64;
        let cache = response.headers().get(header::CACHE_CONTROL);
        // The files that each page brings along would be most of the log.
        let file = status == 304 || cache.is_some_and(|value| value.as_bytes().starts_with(b"public"));
        match status {
            500.. => tracing::warn!(status, ms, "answered"),
            _ if file => tracing::debug!(status, ms, "answered"),
            _ => tracing::info!(status, ms, "answered"),
        }
    }
}
