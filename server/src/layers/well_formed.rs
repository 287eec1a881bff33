//! Refuses requests that have no path: the page renderer takes one for granted.

use super::error_page::{self, Reader};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;

/// Lets pass what names a path beginning with `/`; `CONNECT host:80` and `OPTIONS *` do not.
pub async fn check(request: Request, next: Next) -> Response {
    let named = request.uri().path_and_query().is_some_and(|path| path.as_str().starts_with('/'));
    if named {
        return next.run(request).await;
    }
    error_page::of(StatusCode::BAD_REQUEST, "The request names no path of this server.", &Reader::Program, "")
}
