//! `/files/{id}`: a file that a job made, or that proves a consent, for a session or a token with the right to what it holds.
//!
//! Its bytes leave as they are read from the database, a piece at a time: the server holds one piece of it, and no
//! connection while the reader is slow. It has its length, and a reader whose line broke goes on by `Range`.

use crate::identity::Credential;
use crate::layers::AsItIs;
use crate::layers::error_page::{self, Reader};
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Extension, Router};
use bytes::Bytes;
use domain::Scope;
use domain::id::FileId;
use domain::scope::RequestId;
use engine::file::{Fetched, fetch, fetch_piece};
use engine::{Engine, Error};
use futures::stream::{self, Stream};
use tower_sessions::Session;

/// The route.
pub fn routes() -> Router<AppState> {
    Router::new().route("/files/{id}", get(send))
}

async fn send(
    State(state): State<AppState>,
    session: Session,
    Extension(id): Extension<RequestId>,
    Path(file): Path<String>,
    request: Request,
) -> Response {
    let reader = Reader::of(&request);
    let refuse = |status, text: &str| error_page::of(status, text, &reader, &id.0);
    let scope = match Credential::of(request.headers(), &session) {
        Some(credential) => credential.scope(&state.engine, id.clone()).await,
        None => Ok(None),
    };
    let answer = match scope {
        Ok(Some(scope)) => open(&state.engine, &scope, &file, request.headers()).await,
        Ok(None) if reader == Reader::Person => {
            return Redirect::to(&app::paths::sign_in_then(request.uri().path())).into_response();
        }
        Ok(None) => return refuse(StatusCode::UNAUTHORIZED, "Sign in first, or send a token."),
        Err(error) => Err(error),
    };
    match answer {
        Ok(response) => response,
        Err(Error::NotFound) => {
            refuse(StatusCode::NOT_FOUND, "There is no such file, or it is not kept any more. Make it anew.")
        }
        Err(Error::Denied(text)) => refuse(StatusCode::FORBIDDEN, &text),
        Err(Error::Unavailable(text)) => refuse(StatusCode::SERVICE_UNAVAILABLE, &text),
        Err(error) => {
            tracing::error!(%error, "a file could not be read");
            refuse(StatusCode::INTERNAL_SERVER_ERROR, error_page::OUR_FAULT)
        }
    }
}

async fn open(engine: &Engine, scope: &Scope, file: &str, headers: &HeaderMap) -> engine::Result<Response> {
    let id: FileId = file.parse().map_err(|_| Error::NotFound)?;
    let whole = fetch(engine, scope, id, 0).await?;
    let tag = format!("\"{}\"", whole.sha256.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    let range = range(headers, whole.size, &tag);
    let (status, from, to) = match range {
        Wanted::All => (StatusCode::OK, 0, whole.size),
        Wanted::Part(from, to) => (StatusCode::PARTIAL_CONTENT, from, to),
        Wanted::Beyond => {
            let size = format!("bytes */{}", whole.size);
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, size)]).into_response());
        }
    };
    let at = if from == 0 { whole.clone() } else { fetch(engine, scope, id, from).await? };
    let bytes = pieces(engine.clone(), scope.clone(), id, &at, to - from);
    let mut response = (status, Body::from_stream(bytes)).into_response();
    response.extensions_mut().insert(AsItIs);
    let headers = response.headers_mut();
    let mut set = |name, value: String| {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, whole.media_type.to_owned());
    // The name is made of words, figures and dots alone.
    set(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", whole.name));
    set(header::CONTENT_LENGTH, (to - from).to_string());
    set(header::ACCEPT_RANGES, "bytes".to_owned());
    set(header::ETAG, tag);
    if status == StatusCode::PARTIAL_CONTENT {
        set(header::CONTENT_RANGE, format!("bytes {from}-{}/{}", to - 1, whole.size));
    }
    Ok(response)
}

/// `length` bytes of the file from where `at` stands, as somebody takes them.
fn pieces(
    engine: Engine,
    scope: Scope,
    id: FileId,
    at: &Fetched,
    length: u64,
) -> impl Stream<Item = Result<Bytes, std::io::Error>> + use<> {
    let (first, holds) = ((at.piece, at.skip, length), at.holds);
    stream::try_unfold(first, move |(piece, skip, left)| {
        let (engine, scope) = (engine.clone(), scope.clone());
        async move {
            if left == 0 {
                return Ok(None);
            }
            // The length is promised: a file that is forgotten meanwhile must break off, not end.
            let bytes = fetch_piece(&engine, &scope, holds, id, piece).await.map_err(std::io::Error::other)?;
            let bytes = Bytes::from(bytes.ok_or_else(|| std::io::Error::other("the file is gone"))?);
            let from = usize::try_from(skip).unwrap_or(usize::MAX).min(bytes.len());
            let to = from + usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len() - from);
            let bytes = bytes.slice(from..to);
            let left = left - bytes.len() as u64;
            Ok(Some((bytes, (piece + 1, 0, left))))
        }
    })
}

#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    All,
    /// From a byte to before another.
    Part(u64, u64),
    Beyond,
}

/// The part that a request wants (RFC 9110, section 14). Several parts at once, and such of another file, get the whole.
fn range(headers: &HeaderMap, size: u64, tag: &str) -> Wanted {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if text(header::IF_RANGE).is_some_and(|wanted| wanted != tag) {
        return Wanted::All;
    }
    let Some(range) = text(header::RANGE).and_then(|range| range.strip_prefix("bytes=")) else { return Wanted::All };
    let Some((from, to)) = range.split_once('-') else { return Wanted::All };
    let (from, to) = match (from.trim().parse::<u64>(), to.trim().parse::<u64>()) {
        (Ok(from), Ok(to)) if from <= to => (from, size.min(to.saturating_add(1))),
        (Ok(from), Err(_)) if to.trim().is_empty() => (from, size),
        (Err(_), Ok(last)) if from.trim().is_empty() && last > 0 => (size.saturating_sub(last), size),
        _ => return Wanted::All,
    };
    if from >= size { Wanted::Beyond } else { Wanted::Part(from, to) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_the_request_says_and_anything_else_is_the_whole() {
        let wanted = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, HeaderValue::from_static(text));
            range(&headers, 100, "\"x\"")
        };
        assert_eq!(range(&HeaderMap::new(), 100, ""), Wanted::All);
        for (text, part) in [
            ("bytes=0-", Wanted::Part(0, 100)),
            ("bytes=10-19", Wanted::Part(10, 20)),
            ("bytes=90-500", Wanted::Part(90, 100)),
            ("bytes=-5", Wanted::Part(95, 100)),
            ("bytes=100-", Wanted::Beyond),
            ("bytes=20-10", Wanted::All),
            ("bytes=0-1,5-6", Wanted::All),
            ("lines=0-1", Wanted::All),
        ] {
            assert_eq!(wanted(text), part, "{text}");
        }
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_static("bytes=5-"));
        headers.insert(header::IF_RANGE, HeaderValue::from_static("\"other\""));
        assert_eq!(range(&headers, 100, "\"x\""), Wanted::All, "it is of another file");
    }
}
