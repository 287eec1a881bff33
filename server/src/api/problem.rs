//! Errors of the new operations, as `application/problem+json` (RFC 9457; CONTRACTS, "Common to all").
//!
//! Every refusal is made as a [`Refusal`](super::Refusal), in an operation as in the layers before it, and notes what it
//! says in the answer's extensions. For the paths of a new family the answer is written anew here; the old families keep
//! their own.

use super::call::answer;
use super::campaign::answer as campaign;
use crate::layers::request_id;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::FieldErrors;
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

/// The families that answer in this way.
const NEW: [&str; 1] = ["/api/v1/"];

/// Whether a path belongs to them.
pub fn is_of_family(path: &str) -> bool {
    NEW.iter().any(|family| path.starts_with(family))
}

/// Whether a path belongs to the calls family, which has a form of its own.
pub fn is_of_calls(path: &str) -> bool {
    answer::is_of_family(path)
}

/// What a layer before the calls family says, in its form.
pub fn of_calls(status: StatusCode, text: &str) -> Response {
    answer::failure(status, Told::of(text, FieldErrors::new(), None))
}

/// What a refusal says, whatever the form.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub detail: String,
    pub errors: FieldErrors,
    /// The row as it is, where an edit was of an older version of it.
    pub current: Option<serde_json::Value>,
}

impl Told {
    /// A refusal that is about no field, as a part of the answer.
    pub(super) fn plainly(detail: &str) -> Extension<Told> {
        Extension(Told { detail: detail.to_owned(), errors: FieldErrors::new(), current: None })
    }

    /// A refusal with what is wrong at fields, or what forbids it.
    pub(super) fn of(detail: impl Into<String>, errors: FieldErrors, current: Option<serde_json::Value>) -> Told {
        Told { detail: detail.into(), errors, current }
    }
}

/// Why something was not done.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// "about:blank": the status says which kind of problem it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: &'static str,
    status: u16,
    /// What happened, for people.
    detail: String,
    /// Texts by field, where the input is wrong.
    #[serde(skip_serializing_if = "FieldErrors::is_empty")]
    #[schema(value_type = std::collections::BTreeMap<String, Vec<String>>)]
    errors: FieldErrors,
    /// The row as it is now, where an edit was of an older version of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<serde_json::Value>,
    /// To be named when somebody asks; it stands in the log.
    request_id: String,
}

/// What every new operation may answer instead, for the document.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "read by the document alone")]
pub enum Problems {
    /// Invalid, all failing fields together.
    #[response(status = 400, content_type = "application/problem+json")]
    Invalid(Problem),
    /// No token, or one that stands for nobody.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthenticated(Problem),
    /// The role or the token's scopes do not reach, or an id is not the token's own.
    #[response(status = 403, content_type = "application/problem+json")]
    Denied(Problem),
    /// Missing.
    #[response(status = 404, content_type = "application/problem+json")]
    Missing(Problem),
    /// In a state in which this can't be done, or changed meanwhile.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(Problem),
    /// The body is too large.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// Neither JSON nor a form.
    #[response(status = 415, content_type = "application/problem+json")]
    MediaType(Problem),
    /// More requests a second than the company may send; `Retry-After` says when to go on.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(Problem),
    /// Something that is needed is away for now.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}

/// Writes the refusals of new operations as problems, and those of calls in their own form.
pub(super) async fn speak(request: Request, next: Next) -> Response {
    let new = is_of_family(request.uri().path());
    let of_calls = is_of_calls(request.uri().path());
    let of_campaigns = campaign::is_of_family(request.uri().path());
    let id = request_id::of(request.extensions());
    let mut response = next.run(request).await;
    let Some(told) = response.extensions_mut().remove::<Told>().filter(|_| new || of_calls) else {
        return response;
    };
    let status = response.status();
    if of_calls {
        return with_headers(answer::failure(status, told), &mut response);
    }
    if of_campaigns {
        return with_headers(campaign::failure(status, &told), &mut response);
    }
    let problem = Problem {
        kind: "about:blank",
        title: status.canonical_reason().unwrap_or("Error"),
        status: status.as_u16(),
        detail: told.detail,
        errors: told.errors,
        current: told.current,
        request_id: id.0,
    };
    let mut answer = with_headers((status, Json(problem)).into_response(), &mut response);
    let kind = HeaderValue::from_static("application/problem+json");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    answer
}

/// An answer with what another one says of trying again and of signing in.
fn with_headers(mut answer: Response, of: &mut Response) -> Response {
    for name in [header::RETRY_AFTER, header::WWW_AUTHENTICATE] {
        if let Some(value) = of.headers_mut().remove(&name) {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}

/// What is said of invalid input as a whole; the fields say the rest.
pub(super) fn of_fields(status: StatusCode, errors: &FieldErrors) -> String {
    let texts: Vec<&str> = errors.iter().flat_map(|(_, texts)| texts.iter().map(String::as_str)).collect();
    match status {
        StatusCode::NOT_FOUND if texts.is_empty() => "Not found.".to_owned(),
        _ => texts.join(" "),
    }
}
