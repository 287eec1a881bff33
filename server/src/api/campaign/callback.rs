//! What providers call back with: recorded, and answered at once. A signature vouches for it, or a token with the scope
//! `callback` does. Forms are Twilio's (`twilio_callback.rs`).

use super::answer::refused;
use super::twilio_callback;
use crate::api::envelope::Refusal;
use crate::identity::{of_token, token_of};
use crate::layers::request_id;
use crate::state::AppState;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::dial::Outcome;
use domain::filter::parse_pairs;
use engine::Error;
use engine::dial::{Callback, Heard, Vouched, hear};
use engine::provider::signature::Signed;
use serde_json::json;

/// Takes a callback. The body is read as it came: the signature is over its bytes.
pub async fn callback(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    extensions: Extensions,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let attempt = parse_pairs(query.as_deref().unwrap_or_default())
        .into_iter()
        .find(|(key, _)| key == "attempt")
        .and_then(|(_, key)| key.parse().ok());
    if twilio_callback::is_twilios(&headers, &body) {
        return twilio_callback::taken(&state, attempt, &headers, &body).await;
    }
    let Ok(callback) = serde_json::from_slice::<Callback>(&body) else {
        return refused(StatusCode::BAD_REQUEST, "call_id and status are required");
    };
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let signed = text("webhook-id").zip(text("webhook-timestamp")).zip(text("webhook-signature"));
    let heard = match signed {
        Some(((id, timestamp), signatures)) => {
            hear(&state.engine, &callback, attempt, Vouched::Signature(Signed { id, timestamp, signatures }, &body))
                .await
        }
        None => {
            let Some(token) = token_of(&headers) else { return Refusal::NotAuthenticated.into_response() };
            match of_token(&state.engine, &token, request_id::of(&extensions)).await {
                Ok(Some(caller)) => hear(&state.engine, &callback, attempt, Vouched::Token(&caller.scope)).await,
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
        Ok(Heard::Incomplete) => refused(StatusCode::BAD_REQUEST, "call_id and status are required"),
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
