//! What Twilio calls back with, at the address of an attempt: a form under a signature of Twilio's own. Nothing is stored that
//! is not signed.

use super::answer::refused;
use crate::api::envelope::Refusal;
use crate::state::AppState;
use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::filter::parse_pairs;
use engine::Error;
use engine::dial::{HeardTwilio, hear_twilio};
use engine::provider::twilio_signature::HEADER;
use serde_json::json;
use uuid::Uuid;

/// The most parameters that are read: Twilio sends some thirty.
const PARAMETERS_MAX: usize = 200;

/// Whether a callback is one of Twilio's: it is signed as Twilio signs, or it is a form. Programs that send JSON and call it a
/// form, as `curl -d` does, are heard as ever.
pub fn is_twilios(headers: &HeaderMap, body: &[u8]) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_form = kind.starts_with("application/x-www-form-urlencoded") && !body.trim_ascii_start().starts_with(b"{");
    headers.contains_key(HEADER) || is_form
}

/// Takes it.
pub async fn taken(state: &AppState, attempt: Option<Uuid>, headers: &HeaderMap, body: &[u8]) -> Response {
    let form = parse_pairs(&String::from_utf8_lossy(body));
    let Some(attempt) = attempt else { return refused(StatusCode::NOT_FOUND, "Call not found") };
    if form.len() > PARAMETERS_MAX {
        return refused(StatusCode::BAD_REQUEST, "CallSid and CallStatus are required");
    }
    let signature = headers.get(HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match hear_twilio(&state.engine, attempt, form, signature).await {
        Ok(HeardTwilio::Taken) => Json(json!({ "success": true })).into_response(),
        Ok(HeardTwilio::Incomplete) => refused(StatusCode::BAD_REQUEST, "CallSid and CallStatus are required"),
        Ok(HeardTwilio::NotFound) => refused(StatusCode::NOT_FOUND, "Call not found"),
        Ok(HeardTwilio::Unsigned) => refused(StatusCode::FORBIDDEN, "The signature is missing or wrong"),
        Err(Error::Unavailable(_)) => {
            let told = json!({ "error": "Database temporarily unavailable", "retry_after": 60 });
            (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "60")], Json(told)).into_response()
        }
        Err(error) => Refusal::from(error).into_response(),
    }
}
