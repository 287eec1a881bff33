//! Answers of the campaign family: what was asked for as it is, and `{"error": "text"}` otherwise (CONTRACTS C).

use crate::api::problem::Told;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::FieldErrors;
use serde::Serialize;
use serde_json::json;
use utoipa::{IntoResponses, ToSchema};

/// The paths of the old dialler and those that stand beside them, which answer in this way.
const PATHS: [&str; 9] = [
    "/api/v1/initiate-call/",
    "/api/v1/bulk-initiate-calls/",
    "/api/v1/callback/",
    "/api/v1/campaigns/",
    "/api/v1/phone-numbers/",
    "/api/v1/metrics/",
    "/api/v1/calls/",
    "/api/v1/batches/",
    "/api/v1/dlq/",
];

/// Beneath one of them, and of the CRM's calls.
const OTHERS: [&str; 2] = ["/api/v1/calls/import/", "/api/v1/calls/export/"];

/// What went otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub struct CampaignFailure {
    /// What happened, for people.
    error: String,
    /// Every text by its field, where the input is wrong.
    #[serde(skip_serializing_if = "FieldErrors::is_empty")]
    #[schema(value_type = Option<std::collections::BTreeMap<String, Vec<String>>>)]
    errors: FieldErrors,
}

/// What went otherwise before anybody was known.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignInFailure {
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    error: serde_json::Value,
}

/// What every operation may answer instead, for the document.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "read by the document alone")]
pub enum CampaignRefusals {
    /// Invalid.
    #[response(status = 400)]
    Invalid(CampaignFailure),
    /// No token, or one that stands for nobody.
    #[response(status = 401)]
    Unauthenticated(SignInFailure),
    /// The role or the token's scopes do not reach.
    #[response(status = 403)]
    Denied(CampaignFailure),
    /// Missing, or another company's.
    #[response(status = 404)]
    Missing(CampaignFailure),
    /// In a state in which this can't be done, or changed meanwhile.
    #[response(status = 409)]
    Conflict(CampaignFailure),
    /// The body is too large.
    #[response(status = 413)]
    TooLarge(CampaignFailure),
    /// Neither JSON nor a form.
    #[response(status = 415)]
    MediaType(CampaignFailure),
    /// The number has an open call; or more requests a second than the company may send.
    #[response(status = 429)]
    TooMany(CampaignFailure),
    /// Something that is needed is away for now.
    #[response(status = 503)]
    Unavailable(CampaignFailure),
}

/// Whether a path's refusals are told in this family's form.
pub fn is_of_family(path: &str) -> bool {
    PATHS.iter().any(|family| path.starts_with(family)) && !OTHERS.iter().any(|other| path.starts_with(other))
}

/// A refusal in this family's form.
pub fn failure(status: StatusCode, told: &Told) -> Response {
    if status == StatusCode::UNAUTHORIZED {
        let error = json!({ "code": "unauthorized", "message": told.detail });
        return (status, Json(SignInFailure { error })).into_response();
    }
    // Old clients read one text.
    let first = told.errors.iter().next().and_then(|(_, texts)| texts.first().cloned());
    let error = match status {
        StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND | StatusCode::CONFLICT => {
            first.unwrap_or_else(|| told.detail.clone())
        }
        _ => told.detail.clone(),
    };
    (status, Json(CampaignFailure { error, errors: told.errors.clone() })).into_response()
}

/// One of the family's own texts.
pub fn refused(status: StatusCode, text: impl Into<String>) -> Response {
    (status, Json(CampaignFailure { error: text.into(), errors: FieldErrors::new() })).into_response()
}

/// One of the family's own texts about fields that are missing: `error` is what the old dialler said of them, each field says it
/// for itself.
pub fn missing(text: &str, fields: &[&str]) -> Response {
    let mut errors = FieldErrors::new();
    for field in fields {
        errors.add(*field, "This field is required.");
    }
    (StatusCode::BAD_REQUEST, Json(CampaignFailure { error: text.to_owned(), errors })).into_response()
}
