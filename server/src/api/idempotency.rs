//! `Idempotency-Key`: a request that a program sends again gets the answer of the first one (CONTRACTS, "Common to all").

use super::Refusal;
use crate::identity::Caller;
use crate::state::AppState;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::FieldErrors;
use engine::idempotency::{self, Key};
use http_body_util::BodyExt;
use sha2::{Digest, Sha256};
use std::time::Duration;

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// The longest key that is taken, in characters.
const KEY_MAX: usize = 255;
/// How often and how many times a request looks whether the equal one before it has been answered.
const LOOK_EVERY: Duration = Duration::from_millis(25);
const LOOKS: usize = 200;

/// Stands in the extensions of an answer that holds a secret: it is not kept, and the same request is done again.
#[derive(Debug, Clone, Copy)]
pub(super) struct NotKept;

/// Answers a request with a key once; one without a key passes, and so does what changes nothing.
pub(super) async fn once(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let Some(key) = request.headers().get(HEADER).filter(|_| request.method() == Method::POST).cloned() else {
        return next.run(request).await;
    };
    guarded(&state, key, request, next).await.unwrap_or_else(IntoResponse::into_response)
}

async fn guarded(state: &AppState, key: HeaderValue, request: Request, next: Next) -> Result<Response, Refusal> {
    let key = key.to_str().ok().filter(|key| (1..=KEY_MAX).contains(&key.len()));
    let key =
        key.ok_or_else(|| Refusal::invalid("Idempotency-Key", "A key has 1 to 255 printable characters."))?.to_owned();
    let scope = request.extensions().get::<Caller>().ok_or(Refusal::NotAuthenticated)?.scope.clone();
    let (parts, body) = request.into_parts();
    let (mut body, told) = if is_upload(&parts.headers) {
        // A file may be larger than any memory, and its boundary differs each time it is sent: its length stands for it.
        let length = parts.headers.get(header::CONTENT_LENGTH).map(|length| length.as_bytes().to_vec());
        (Some(body), Bytes::from(length.unwrap_or_default()))
    } else {
        let body = body.collect().await.map_err(|_| Refusal::TooLarge)?.to_bytes();
        (Some(Body::from(body.clone())), body)
    };
    let fingerprint = fingerprint(parts.method.as_str(), parts.uri.path(), &told);
    for _ in 0..LOOKS {
        match idempotency::take(&state.engine, &scope, &key, fingerprint).await? {
            Key::Taken => {
                let response = next.run(Request::from_parts(parts, body.take().unwrap_or_default())).await;
                return keep(state, &scope, &key, response).await;
            }
            Key::Answered { status, body } => return Ok(stored(status, body)),
            Key::Other => return Err(conflict("This key was used for another request.")),
            Key::Working => tokio::time::sleep(LOOK_EVERY).await,
        }
    }
    Err(conflict("The request with this key is still under way."))
}

fn is_upload(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

fn fingerprint(method: &str, path: &str, body: &Bytes) -> [u8; 32] {
    let mut hash = Sha256::new();
    // A trailing slash is optional, so it makes no other request.
    hash.update(format!("{method} {}\n", path.trim_end_matches('/')));
    hash.update(body);
    hash.finalize().into()
}

/// Keeps what was made or started; a refusal gives the key back, and so does an answer that must not be kept.
async fn keep(state: &AppState, scope: &domain::Scope, key: &str, response: Response) -> Result<Response, Refusal> {
    if !response.status().is_success() || response.extensions().get::<NotKept>().is_some() {
        idempotency::release(&state.engine, scope, key).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = body.collect().await.map_err(|error| Refusal::Internal(error.to_string()))?.to_bytes();
    idempotency::keep(&state.engine, scope, key, parts.status.as_u16(), &body).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn stored(status: u16, body: Vec<u8>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let json = HeaderValue::from_static("application/json");
    (status, [(header::CONTENT_TYPE, json)], body).into_response()
}

fn conflict(text: &str) -> Refusal {
    Refusal::Errors(StatusCode::CONFLICT, FieldErrors::one("Idempotency-Key", text))
}
