//! What providers call back with: recorded, and answered at once. A signature vouches for it, or a token with the scope
//! `callback` does. Forms are Twilio's (`twilio_callback.rs`).

use super::answer::{CampaignRefusals, missing, refused};
use super::twilio_callback;
use crate::api::envelope::Refusal;
use crate::identity::{of_token, token_of};
use crate::layers::request_id;
use crate::state::AppState;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::FieldErrors;
use domain::dial::Outcome;
use domain::filter::parse_pairs;
use engine::Error;
use engine::dial::{Callback, Heard, Vouched, hear};
use engine::provider::signature::Signed;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

/// What the old dialler says of a callback that lacks one of the two.
const INCOMPLETE: &str = "call_id and status are required";

/// Where providers call back.
pub const PATH: &str = "/api/v1/callback/";

/// What a provider calls back with, for the document.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what `Callback` reads")]
pub struct CallbackBody {
    call_id: Uuid,
    /// PICKED, DISCONNECTED, RNR or FAILED.
    status: String,
    /// Says more: declined or busy of one that was disconnected.
    detail: Option<String>,
    /// Seconds.
    call_duration: Option<f64>,
    external_call_id: Option<String>,
    /// RFC 3339.
    timestamp: Option<String>,
    /// When the phone began to ring, RFC 3339 like the two below.
    ringing_at: Option<String>,
    /// When a person answered: the end of their greeting where the provider hears it.
    answered_at: Option<String>,
    /// When they were connected to a person.
    bridged_at: Option<String>,
}

/// What is answered to it.
#[derive(ToSchema)]
#[allow(dead_code, reason = "documents what is answered")]
pub struct CallbackTaken {
    success: bool,
    call_id: Uuid,
    status: String,
    retry_scheduled: bool,
    next_retry_at: Option<String>,
}

/// Takes what a provider tells of a call, also by PUT. Signed by the provider's key (`webhook-id`, `webhook-timestamp`,
/// `webhook-signature`), or with a token that has the scope `callback`. What was told before is answered alike.
#[utoipa::path(
    post, path = "/api/v1/callback/", tag = "Campaign calls", operation_id = "callback",
    params(("attempt" = Option<Uuid>, Query, description = "The attempt, as the address that the provider was given names it")),
    request_body = CallbackBody,
    responses((status = 200, description = "Stored", body = CallbackTaken), CampaignRefusals)
)]
pub async fn callback(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    extensions: Extensions,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    // The signature is over the bytes as they came.
    let body = match body {
        Ok(body) => body,
        Err(broken) if broken.status() == StatusCode::PAYLOAD_TOO_LARGE => return Refusal::TooLarge.into_response(),
        Err(_) => return Refusal::invalid("body", "The body broke off.").into_response(),
    };
    let attempt = parse_pairs(query.as_deref().unwrap_or_default())
        .into_iter()
        .find(|(key, _)| key == "attempt")
        .and_then(|(_, key)| key.parse().ok());
    if twilio_callback::is_twilios(&headers, &body) {
        return twilio_callback::taken(&state, attempt, &headers, &body).await;
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let signed = text("webhook-id").zip(text("webhook-timestamp")).zip(text("webhook-signature"));
    let heard = match signed {
        // Whose key it is the body says, so it is read before the signature is looked at.
        Some(((id, timestamp), signatures)) => {
            let callback = match read(&body) {
                Ok(callback) => callback,
                Err(refusal) => return *refusal,
            };
            hear(&state.engine, &callback, attempt, Vouched::Signature(Signed { id, timestamp, signatures }, &body))
                .await
        }
        None => {
            let Some(token) = token_of(&headers) else { return Refusal::NotAuthenticated.into_response() };
            match of_token(&state.engine, &token, request_id::of(&extensions)).await {
                Ok(Some(caller)) => match read(&body) {
                    Ok(callback) => hear(&state.engine, &callback, attempt, Vouched::Token(&caller.scope)).await,
                    Err(refusal) => return *refusal,
                },
                Ok(None) => return Refusal::InvalidToken.into_response(),
                Err(error) => Err(error),
            }
        }
    };
    match heard {
        Ok(Heard::Taken { call_id, outcome, state }) => Json(json!({
            "success": true,
            "call_id": call_id,
            "status": outcome.as_str(),
            // It is applied afterwards: whether it is tried again is told where the call is.
            "retry_scheduled": state == domain::dial::DialState::Retrying,
            "next_retry_at": null,
        }))
        .into_response(),
        Ok(Heard::Incomplete) => missing(INCOMPLETE, &["call_id", "status"]),
        Ok(Heard::NoSuchStatus) => {
            let text = format!("Invalid status. Must be one of: {:?}", Outcome::CALLBACK_WORDS);
            refused(StatusCode::BAD_REQUEST, text)
        }
        Ok(Heard::NotFound) => refused(StatusCode::NOT_FOUND, "Call not found"),
        Ok(Heard::Unsigned) => refused(StatusCode::UNAUTHORIZED, "The signature is missing, old or wrong"),
        Err(Error::Unavailable(_)) => {
            let told = json!({ "error": "Database temporarily unavailable", "retry_after": 60 });
            (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "60")], Json(told)).into_response()
        }
        Err(Error::Denied(why)) => refused(StatusCode::FORBIDDEN, why),
        Err(error) => Refusal::from(error).into_response(),
    }
}

/// The callback of a body: every field that can't be read is named.
fn read(body: &[u8]) -> Result<Callback, Box<Response>> {
    let values = match serde_json::from_slice(body) {
        Ok(Value::Object(values)) => values,
        Ok(_) => return Err(Box::new(Refusal::invalid("body", "The body must be a JSON object.").into_response())),
        Err(error) => {
            return Err(Box::new(Refusal::invalid("body", format!("JSON parse error - {error}")).into_response()));
        }
    };
    let mut errors = FieldErrors::new();
    let callback = Callback {
        call_id: text_at(&values, "call_id", &mut errors),
        status: text_at(&values, "status", &mut errors),
        detail: text_at(&values, "detail", &mut errors),
        call_duration: seconds_at(&values, "call_duration", &mut errors),
        external_call_id: text_at(&values, "external_call_id", &mut errors),
        timestamp: text_at(&values, "timestamp", &mut errors),
        ringing_at: text_at(&values, "ringing_at", &mut errors),
        answered_at: text_at(&values, "answered_at", &mut errors),
        bridged_at: text_at(&values, "bridged_at", &mut errors),
    };
    let callback = errors.into_result(callback).map_err(|wrong| Box::new(Refusal::from(wrong).into_response()))?;
    let blank = |field: &Option<String>| field.as_deref().is_none_or(|text| text.trim().is_empty());
    let needed = [("call_id", blank(&callback.call_id)), ("status", blank(&callback.status))];
    let absent: Vec<&str> = needed.into_iter().filter(|(_, blank)| *blank).map(|(name, _)| name).collect();
    if absent.is_empty() { Ok(callback) } else { Err(Box::new(missing(INCOMPLETE, &absent))) }
}

/// A text; a number is taken as its digits, as some providers send their ids.
fn text_at(values: &Map<String, Value>, name: &str, errors: &mut FieldErrors) -> Option<String> {
    match values.get(name)? {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => {
            errors.add(name, format!("{name} must be a text."));
            None
        }
    }
}

/// Seconds, as a number or as its digits.
fn seconds_at(values: &Map<String, Value>, name: &str, errors: &mut FieldErrors) -> Option<f64> {
    let seconds = match values.get(name)? {
        Value::Null => return None,
        Value::String(text) if text.trim().is_empty() => return None,
        Value::String(text) => text.trim().parse().ok(),
        Value::Number(number) => number.as_f64(),
        _ => None,
    };
    if seconds.is_none_or(|seconds: f64| !seconds.is_finite() || seconds < 0.0) {
        errors.add(name, format!("{name} must be a number of seconds."));
        return None;
    }
    seconds
}
