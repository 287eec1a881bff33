//! `GET /numbers/prefixes/export`: the prefix table as a file, streamed to a browser that is signed in.

use crate::identity::Visitor;
use crate::layers::error_page::{self, Reader};
use crate::layers::request_id;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::filter::{Filter, Prefixes, parse_pairs};
use domain::prefix::PrefixFormat;
use domain::{FieldErrors, Scope};
use engine::{Engine, Error};

/// Answers with the file, CSV unless `format` says otherwise; the rest of the query is the list's filter.
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

/// The file that a query asks for.
///
/// # Errors
/// [`Error::Invalid`] at what does not read, [`Error::Denied`] for a token without the scope.
pub fn of_query(engine: &Engine, scope: &Scope, query: &str) -> engine::Result<Response> {
    let (format, filter) = wanted(query)?;
    let file = engine::prefix::export(engine, scope, filter, format)?;
    let name = format!("attachment; filename=\"prefixes.{}\"", format.as_str());
    let mut response = Body::from_stream(file).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

fn wanted(query: &str) -> Result<(PrefixFormat, Filter<Prefixes>), FieldErrors> {
    let mut errors = FieldErrors::new();
    let mut format = PrefixFormat::Csv;
    let (formats, pairs): (Vec<_>, Vec<_>) = parse_pairs(query).into_iter().partition(|(key, _)| key == "format");
    if let Some((_, word)) = formats.last() {
        match PrefixFormat::from_word(word.trim()) {
            Some(known) => format = known,
            None => errors.add("format", "The format must be csv or json."),
        }
    }
    match Filter::parse(pairs) {
        Ok(filter) => errors.into_result((format, filter)),
        Err(others) => {
            errors.merge(others);
            Err(errors)
        }
    }
}
