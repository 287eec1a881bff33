//! Gives each request an id of our own; it stands in the log, in audit rows, in the answer and on error pages.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use domain::scope::RequestId;
use uuid::Uuid;

/// The header of the answer that carries the id.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Puts a [`RequestId`] into the request's extensions and into the answer.
///
/// An id that a client sends is not taken over: it ends up in audit rows, where nobody else's text belongs.
pub async fn give(mut request: Request, next: Next) -> Response {
    let id = Uuid::now_v7().simple().to_string();
    let value = HeaderValue::from_str(&id);
    request.extensions_mut().insert(RequestId(id));
    let mut response = next.run(request).await;
    if let Ok(value) = value {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// The id of a request, empty outside of the layer.
pub fn of(request: &axum::http::Extensions) -> RequestId {
    request.get().cloned().unwrap_or_else(|| RequestId(String::new()))
}
