//! Files that are made while they are sent, for a browser that is signed in; one file each for what they hold.

use crate::identity::Visitor;
use crate::layers::error_page::{self, Reader};
use crate::layers::request_id;
use crate::state::AppState;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Scope;
use engine::{Engine, Error};
use futures::Stream;

/// Answers with the file that the request's query asks for; who is not signed in is sent to do that first.
pub fn answer(
    state: &AppState,
    request: &Request,
    of_query: impl Fn(&Engine, &Scope, &str) -> engine::Result<Response>,
) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let visitor = request.extensions().get::<Visitor>().and_then(|visitor| visitor.0.as_ref());
    let Some(visitor) = visitor else {
        let here = format!("{}?{query}", request.uri().path());
        return Redirect::to(&app::paths::sign_in_then(&here)).into_response();
    };
    of_query(&state.engine, &visitor.scope, query).unwrap_or_else(|error| refused(request, &error))
}

/// The page that says why there is no file.
pub fn refused(request: &Request, error: &Error) -> Response {
    let status = match error {
        Error::Invalid(_) => StatusCode::BAD_REQUEST,
        Error::Denied(_) => StatusCode::FORBIDDEN,
        Error::NotFound => StatusCode::NOT_FOUND,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    let id = request_id::of(request.extensions());
    error_page::of(status, &error.to_string(), &Reader::of(request), &id.0)
}

/// The file as an answer that a browser stores under `name`.
pub fn attachment(
    file: impl Stream<Item = engine::Result<Bytes>> + Send + 'static,
    media_type: &'static str,
    name: &str,
) -> Response {
    let mut response = Body::from_stream(file).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}
