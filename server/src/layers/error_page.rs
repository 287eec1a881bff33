//! Answers of the layers themselves, in the form their reader expects: a page for a browser, JSON for a program.
//!
//! The portal's own error pages are drawn by `app`; these stand where `app` can't be asked, because it panicked, took too
//! long or was never reached.

use crate::api::problem;
use axum::Json;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

/// What people read when the fault is ours.
pub const OUR_FAULT: &str = "Something failed on our side. Nothing was lost; please try again.";

/// Who reads the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// A browser.
    Person,
    /// A client of the old families, which read `{"detail": …}`.
    OldClient,
    /// A client of the calls family, which reads `{"status", "message", "data"}`.
    CallClient,
    /// Any other program: RFC 9457.
    Program,
}

impl Reader {
    /// Who reads the answer to `request`.
    pub fn of(request: &Request) -> Self {
        let path = request.uri().path();
        if problem::is_of_family(path) {
            return Reader::Program;
        }
        if problem::is_of_calls(path) {
            return Reader::CallClient;
        }
        if path.starts_with("/api/") {
            return Reader::OldClient;
        }
        let accept = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
        if accept.is_some_and(|accept| accept.contains("text/html")) { Reader::Person } else { Reader::Program }
    }
}

/// The answer with `status` that says `text`; `request_id` is shown when it is not empty.
pub fn of(status: StatusCode, text: &str, reader: &Reader, request_id: &str) -> Response {
    match reader {
        Reader::Person => (status, Html(page(status, text, request_id))).into_response(),
        Reader::OldClient => (status, Json(json!({ "detail": text }))).into_response(),
        Reader::CallClient => problem::of_calls(status, text),
        Reader::Program => {
            let problem = json!({
                "type": "about:blank",
                "title": status.canonical_reason().unwrap_or("Error"),
                "status": status.as_u16(),
                "detail": text,
                "request_id": request_id,
            });
            (status, [(header::CONTENT_TYPE, "application/problem+json")], problem.to_string()).into_response()
        }
    }
}

fn page(status: StatusCode, text: &str, request_id: &str) -> String {
    app::pages::errors::bare_document(status, status.canonical_reason().unwrap_or("Error"), text, request_id)
}
