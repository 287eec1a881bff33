//! `GET /settings/audit/export`: the audit as a CSV file, streamed to a browser that is signed in.

use crate::identity::Visitor;
use crate::layers::error_page::{self, Reader};
use crate::layers::request_id;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Scope;
use domain::filter::{Audit, Filter};
use engine::{Engine, Error};

/// Answers with the entries that the query's filter matches.
pub async fn download(State(state): State<AppState>, request: Request) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let visitor = request.extensions().get::<Visitor>().and_then(|visitor| visitor.0.as_ref());
    let Some(visitor) = visitor else {
        let here = format!("{}?{query}", request.uri().path());
        return Redirect::to(&app::paths::sign_in_then(&here)).into_response();
    };
    match of_query(&state.engine, &visitor.scope, query) {
        Ok(response) => response,
        Err(error) => {
            let status = match &error {
                Error::Invalid(_) => StatusCode::BAD_REQUEST,
                Error::Denied(_) => StatusCode::FORBIDDEN,
                _ => StatusCode::SERVICE_UNAVAILABLE,
            };
            let id = request_id::of(request.extensions());
            error_page::of(status, &error.to_string(), &Reader::of(&request), &id.0)
        }
    }
}

fn of_query(engine: &Engine, scope: &Scope, query: &str) -> engine::Result<Response> {
    let filter = Filter::<Audit>::parse_query(query)?;
    let file = engine::audit::export(engine, scope, filter)?;
    let mut response = Body::from_stream(file).into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}
