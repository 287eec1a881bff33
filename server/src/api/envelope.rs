//! Answers of the phone-number family: `{"message", "data"}`, `{"message": "Errors", "errors"}`, `{"detail"}` (CONTRACTS A).

use super::problem::{self, Told};
use crate::layers::error_page::OUR_FAULT;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::FieldErrors;
use engine::Error;
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

/// What went well.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reply<T> {
    /// "Successful", or what was started.
    pub message: &'static str,
    pub data: T,
    #[serde(skip)]
    status: Outcome,
}

#[derive(Debug, Clone, Copy)]
enum Outcome {
    Ok,
    Created,
}

impl<T> Reply<T> {
    /// 200 "Successful".
    pub fn ok(data: T) -> Self {
        Self { message: "Successful", data, status: Outcome::Ok }
    }

    /// 201.
    pub fn created(data: T) -> Self {
        Self { message: "Successful", data, status: Outcome::Created }
    }

    /// With another message.
    pub fn saying(mut self, message: &'static str) -> Self {
        self.message = message;
        self
    }
}

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        let status = match self.status {
            Outcome::Ok => StatusCode::OK,
            Outcome::Created => StatusCode::CREATED,
        };
        (status, Json(self)).into_response()
    }
}

/// Invalid, missing or in a state in which this can't be done: all failing fields together.
#[derive(Debug, Serialize, ToSchema)]
pub struct Errors {
    /// "Errors".
    pub message: &'static str,
    /// Texts by field.
    #[schema(value_type = std::collections::BTreeMap<String, Vec<String>>)]
    pub errors: FieldErrors,
    /// The row as it is now, where an edit was of an older version of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<serde_json::Value>,
}

/// Refused before any field was looked at.
#[derive(Debug, Serialize, ToSchema)]
pub struct Detail {
    pub detail: String,
}

/// What every operation may answer instead, for the document.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "read by the document alone")]
pub enum Refused {
    /// Invalid, all failing fields together.
    #[response(status = 400)]
    Invalid(Errors),
    /// No token, or one that stands for nobody.
    #[response(status = 401)]
    Unauthenticated(Detail),
    /// The role or the token's scopes do not reach, or an id is not the token's own.
    #[response(status = 403)]
    Denied(Detail),
    /// Missing, or another company's.
    #[response(status = 404)]
    Missing(Errors),
    /// In a state in which this can't be done.
    #[response(status = 409)]
    Conflict(Errors),
    /// The body is too large.
    #[response(status = 413)]
    TooLarge(Detail),
    /// Neither JSON nor a form.
    #[response(status = 415)]
    MediaType(Detail),
    /// More requests a second than the company may send; `Retry-After` and `RateLimit-Reset` say when to go on.
    #[response(status = 429)]
    TooMany(Detail),
    /// Something that is needed is away for now.
    #[response(status = 503)]
    Unavailable(Detail),
}

/// What went otherwise.
#[derive(Debug)]
pub enum Refusal {
    /// 401: no token.
    NotAuthenticated,
    /// 401: a token that stands for nobody.
    InvalidToken,
    /// 403.
    Denied(String),
    /// 404 outside of any operation.
    NoSuchPath,
    /// 405.
    MethodNotAllowed(Method),
    /// 413.
    TooLarge,
    /// 415.
    MediaType,
    /// 400, 404 or 409 with fields.
    Errors(StatusCode, FieldErrors),
    /// 409: an edit of an older version, with the row as it is now.
    Stale(serde_json::Value),
    /// 400 with more than fields to tell.
    InvalidWith(String, serde_json::Value),
    /// 409 with what forbids it.
    ConflictWith(String, serde_json::Value),
    /// 429: so many seconds until the next one is taken.
    TooMany(u64),
    /// 503.
    Unavailable(String),
    /// 500; the cause is logged, not told.
    Internal(String),
}

impl Refusal {
    /// 400 at one field.
    pub fn invalid(field: &str, text: impl Into<String>) -> Self {
        Refusal::Errors(StatusCode::BAD_REQUEST, FieldErrors::one(field, text))
    }

    /// Maps a verb's error, saying at `field` that the thing is missing or in another state.
    pub fn at(field: &'static str, missing: &'static str) -> impl FnOnce(Error) -> Refusal {
        move |error| match error {
            Error::NotFound => Refusal::Errors(StatusCode::NOT_FOUND, FieldErrors::one(field, missing)),
            Error::Conflict(text) => Refusal::Errors(StatusCode::CONFLICT, FieldErrors::one(field, text)),
            other => other.into(),
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Refusal::NoSuchPath,
            Error::Denied(text) => Refusal::Denied(text),
            Error::Conflict(text) => Refusal::Errors(StatusCode::CONFLICT, FieldErrors::one("detail", text)),
            Error::Invalid(errors) => errors.into(),
            Error::Unavailable(text) => Refusal::Unavailable(text),
            Error::Internal(cause) => Refusal::Internal(cause),
        }
    }
}

impl From<FieldErrors> for Refusal {
    fn from(errors: FieldErrors) -> Self {
        Refusal::Errors(StatusCode::BAD_REQUEST, errors)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, text) = match self {
            Refusal::Errors(status, errors) => {
                let told = Told { detail: problem::of_fields(status, &errors), errors: errors.clone(), current: None };
                return (status, Extension(told), Json(Errors { message: "Errors", errors, data: None }))
                    .into_response();
            }
            Refusal::Stale(current) => {
                let errors = FieldErrors::one("version", "This was changed meanwhile; `data` is how it stands now.");
                let status = StatusCode::CONFLICT;
                let detail = "This was changed meanwhile; `current` is how it stands now.".to_owned();
                let told = Told { detail, errors: FieldErrors::new(), current: Some(current.clone()) };
                let answer = Errors { message: "Errors", errors, data: Some(current) };
                return (status, Extension(told), Json(answer)).into_response();
            }
            Refusal::InvalidWith(text, data) => return with_data(StatusCode::BAD_REQUEST, text, data),
            Refusal::ConflictWith(text, data) => return with_data(StatusCode::CONFLICT, text, data),
            Refusal::NotAuthenticated => {
                (StatusCode::UNAUTHORIZED, "Authentication credentials were not provided.".to_owned())
            }
            Refusal::InvalidToken => {
                tracing::warn!("a token that stands for nobody was refused");
                (StatusCode::UNAUTHORIZED, "Invalid token.".to_owned())
            }
            Refusal::Denied(text) => {
                tracing::info!(why = text, "denied");
                (StatusCode::FORBIDDEN, text)
            }
            Refusal::NoSuchPath => (StatusCode::NOT_FOUND, "Not found.".to_owned()),
            Refusal::MethodNotAllowed(method) => {
                (StatusCode::METHOD_NOT_ALLOWED, format!("Method \"{method}\" not allowed."))
            }
            Refusal::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "The request body is too large.".to_owned()),
            Refusal::MediaType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send application/json or a form.".to_owned()),
            Refusal::TooMany(seconds) => {
                let unit = if seconds == 1 { "second" } else { "seconds" };
                let text = format!("Request was throttled. Expected available in {seconds} {unit}.");
                let headers = [(header::RETRY_AFTER, seconds)];
                let told = Told::plainly(&text);
                return (StatusCode::TOO_MANY_REQUESTS, headers, told, Json(Detail { detail: text })).into_response();
            }
            Refusal::Unavailable(text) => (StatusCode::SERVICE_UNAVAILABLE, text),
            Refusal::Internal(cause) => {
                tracing::error!(cause, "request failed");
                (StatusCode::INTERNAL_SERVER_ERROR, OUR_FAULT.to_owned())
            }
        };
        let mut response = (status, Told::plainly(&text), Json(Detail { detail: text })).into_response();
        let header = match status {
            StatusCode::UNAUTHORIZED => Some((header::WWW_AUTHENTICATE, "Bearer")),
            StatusCode::SERVICE_UNAVAILABLE => Some((header::RETRY_AFTER, "5")),
            _ => None,
        };
        if let Some((name, value)) = header {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

fn with_data(status: StatusCode, text: String, data: serde_json::Value) -> Response {
    let errors = FieldErrors::one("detail", text.clone());
    let told = Told { detail: text, errors: FieldErrors::new(), current: Some(data.clone()) };
    (status, Extension(told), Json(Errors { message: "Errors", errors, data: Some(data) })).into_response()
}
