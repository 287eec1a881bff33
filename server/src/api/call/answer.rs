//! Answers of the calls family: `{"status", "message", "data"}`, whatever came of it; the HTTP status is the same (CONTRACTS B).

use crate::api::envelope::Refusal;
use crate::api::problem::Told;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::FieldErrors;
use engine::Error;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::{IntoResponses, ToSchema};

/// What is said of a call that is not there, or another company's.
pub const NOT_FOUND: &str = "Record not found";

/// The paths that answer in this way.
const FAMILIES: [&str; 2] = ["/crm/", "/custom/views"];

/// What went well.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallReply<T> {
    /// The HTTP status.
    pub status: u16,
    pub message: String,
    pub data: T,
}

impl<T> CallReply<T> {
    /// 200.
    pub fn ok(message: impl Into<String>, data: T) -> Self {
        Self { status: 200, message: message.into(), data }
    }

    /// 201.
    pub fn created(message: impl Into<String>, data: T) -> Self {
        Self { status: 201, message: message.into(), data }
    }

    /// 202: it goes on in the background.
    pub fn accepted(message: impl Into<String>, data: T) -> Self {
        Self { status: 202, message: message.into(), data }
    }
}

impl<T: Serialize> IntoResponse for CallReply<T> {
    fn into_response(self) -> Response {
        (StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK), Json(self)).into_response()
    }
}

/// What went otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallFailure {
    /// The HTTP status.
    status: u16,
    message: String,
    /// `{"errors": {field: [text]}}` where fields are wrong, the row as it stands or the call that is there already where that
    /// is what forbids it, else null.
    data: Option<Value>,
}

/// What every operation may answer instead, for the document.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "read by the document alone")]
pub enum CallRefusals {
    /// Invalid, all failing fields together.
    #[response(status = 400)]
    Invalid(CallFailure),
    /// No token, or one that stands for nobody.
    #[response(status = 401)]
    Unauthenticated(CallFailure),
    /// The role or the token's scopes do not reach, or an id is not the token's own.
    #[response(status = 403)]
    Denied(CallFailure),
    /// Missing, or another company's.
    #[response(status = 404)]
    Missing(CallFailure),
    /// In a state in which this can't be done, changed meanwhile, or the double of another call.
    #[response(status = 409)]
    Conflict(CallFailure),
    /// The body is too large.
    #[response(status = 413)]
    TooLarge(CallFailure),
    /// Neither JSON nor a form.
    #[response(status = 415)]
    MediaType(CallFailure),
    /// More requests a second than the company may send; `Retry-After` says when to go on.
    #[response(status = 429)]
    TooMany(CallFailure),
    /// Something that is needed is away for now.
    #[response(status = 503)]
    Unavailable(CallFailure),
}

/// Whether a path's refusals are told in this family's form.
pub fn is_of_family(path: &str) -> bool {
    FAMILIES.iter().any(|family| path.starts_with(family))
}

/// A refusal in this family's form.
pub fn failure(status: StatusCode, told: Told) -> Response {
    let Told { detail, errors, current } = told;
    let data = match current {
        Some(current) => Some(current),
        None if errors.is_empty() || status == StatusCode::NOT_FOUND => None,
        None => Some(json!({ "errors": errors })),
    };
    let message = if status == StatusCode::UNAUTHORIZED { "Not authenticated".to_owned() } else { detail };
    (status, Json(CallFailure { status: status.as_u16(), message, data })).into_response()
}

/// The answer to a path of the family that there is not.
pub async fn no_such_path() -> Response {
    let (status, told) = (StatusCode::NOT_FOUND, Told::of("Not found.", FieldErrors::new(), None));
    failure(status, told)
}

/// Maps a verb's error: what is missing is a record that is not there.
pub fn missing(error: Error) -> Refusal {
    missing_as(NOT_FOUND)(error)
}

/// The same with another sentence for what is missing.
pub fn missing_as(text: &'static str) -> impl Fn(Error) -> Refusal {
    move |error| match error {
        Error::NotFound => Refusal::Errors(StatusCode::NOT_FOUND, FieldErrors::one("id", text)),
        Error::Conflict(text) => Refusal::Errors(StatusCode::CONFLICT, FieldErrors::one("detail", text)),
        other => other.into(),
    }
}

/// 409 with what forbids it.
pub fn conflict(text: impl Into<String>, data: impl Serialize) -> Refusal {
    match serde_json::to_value(data) {
        Ok(data) => Refusal::ConflictWith(text.into(), data),
        Err(error) => Refusal::Internal(error.to_string()),
    }
}
