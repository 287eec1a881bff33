//! How long a request may take and how much it may send.

use super::error_page::{self, Reader};
use super::request_id;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::Limited;

/// Gives a request up when its time is over, and refuses a body that is too large.
///
/// An upload, told by its content type, has more of both. A live stream has no end, but its answer begins at once, and
/// that is all this waits for.
pub async fn keep(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let limits = state.config.limits;
    let upload = content_type(&request).is_some_and(|kind| kind.starts_with("multipart/form-data"));
    let (most, time) = if upload { (limits.upload, limits.upload_time()) } else { (limits.body, limits.request) };
    let reader = Reader::of(&request);
    let id = request_id::of(request.extensions());
    if announced_length(&request).is_some_and(|length| length > most as u64) {
        let text = format!("The request is too large: at most {} MiB are taken.", most >> 20);
        return error_page::of(StatusCode::PAYLOAD_TOO_LARGE, &text, &reader, &id.0);
    }
    // A body without an announced length is cut off where it grows too large.
    let request = request.map(|body| Body::new(Limited::new(body, most)));
    match tokio::time::timeout(time, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!(seconds = time.as_secs(), "a request took too long and was given up");
            let text = "This took too long and was given up. Please try again.";
            error_page::of(StatusCode::SERVICE_UNAVAILABLE, text, &reader, &id.0)
        }
    }
}

fn content_type(request: &Request) -> Option<&str> {
    request.headers().get(header::CONTENT_TYPE)?.to_str().ok()
}

fn announced_length(request: &Request) -> Option<u64> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
