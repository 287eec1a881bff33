//! `Idempotency-Key`: a request that a program sends again gets the answer of the first one (CONTRACTS, "Common to all").

use super::Refusal;
use super::fingerprint::Told;
use crate::identity::Caller;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::{FieldErrors, Scope};
use engine::idempotency::{self, Key};
use http_body_util::BodyExt;
use std::time::Duration;

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// The longest key that is taken, in characters.
const KEY_MAX: usize = 255;
/// How often and how many times a request looks whether the equal one before it has been answered.
const LOOK_EVERY: Duration = Duration::from_millis(25);
const LOOKS: usize = 200;
/// How often a request that is worked on says so: more often than the engine takes its process for dead.
const HOLD_EVERY: Duration = Duration::from_secs(30);

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
    let mut told = Told::of(&parts, body).await?;
    for _ in 0..LOOKS {
        match idempotency::take(&state.engine, &scope, &key, told.fingerprint()).await? {
            Key::Taken => {
                let request = Request::from_parts(parts, told.body());
                let response = held(state, &scope, &key, next.run(request)).await?;
                return keep(state, &scope, &key, told.seen(), response).await;
            }
            Key::Answered { fingerprint, status, body } if fingerprint == told.read_through().await? => {
                return Ok(stored(status, body));
            }
            Key::Answered { .. } | Key::Other => return Err(conflict("This key was used for another request.")),
            Key::Working => tokio::time::sleep(LOOK_EVERY).await,
        }
    }
    Err(conflict("The request with this key is still under way."))
}

/// The answer of a request that may take long; the key stays its own for that time.
async fn held(
    state: &AppState,
    scope: &Scope,
    key: &str,
    answer: impl Future<Output = Response>,
) -> Result<Response, Refusal> {
    let mut answer = std::pin::pin!(answer);
    loop {
        match tokio::time::timeout(HOLD_EVERY, &mut answer).await {
            Ok(response) => return Ok(response),
            Err(_) => idempotency::hold(&state.engine, scope, key).await?,
        }
    }
}

/// Keeps what was made or started; a refusal gives the key back, and so does an answer that must not be kept.
async fn keep(
    state: &AppState,
    scope: &Scope,
    key: &str,
    fingerprint: [u8; 32],
    response: Response,
) -> Result<Response, Refusal> {
    if !response.status().is_success() || response.extensions().get::<NotKept>().is_some() {
        idempotency::release(&state.engine, scope, key).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = body.collect().await.map_err(|error| Refusal::Internal(error.to_string()))?.to_bytes();
    let answer = (parts.status.as_u16(), &body[..]);
    idempotency::keep(&state.engine, scope, key, fingerprint, answer).await?;
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
