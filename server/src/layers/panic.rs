//! A panic in a handler becomes an answer with the request's id instead of a dropped connection.

use super::error_page::{self, Reader};
use super::request_id;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use futures::FutureExt;
use std::any::Any;
use std::panic::AssertUnwindSafe;

/// Answers 500 when the handler panics, and logs what it said.
pub async fn catch(request: Request, next: Next) -> Response {
    let id = request_id::of(request.extensions());
    let reader = Reader::of(&request);
    // Nothing of the request is used after the panic, so a half-changed state can't be seen.
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            tracing::error!(panic = text_of(panic.as_ref()), "a handler panicked");
            error_page::of(StatusCode::INTERNAL_SERVER_ERROR, error_page::OUR_FAULT, &reader, &id.0)
        }
    }
}

fn text_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no text")
}
