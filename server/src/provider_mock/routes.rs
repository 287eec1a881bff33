//! What the mock answers.

use super::Mock;
use super::callback::{go_on, tell};
use super::calls::Call;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::dial::Outcome;
use domain::phone::PhoneNumber;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) fn router(mock: Mock) -> Router {
    let looked_up = mock.behaviour.looks_up;
    let router = Router::new()
        .route("/health", get(|| async { Json(json!({ "status": "ok" })) }))
        .route("/api/initiate-call", post(initiate))
        .route("/api/active-calls", get(active))
        .route("/api/stats", get(stats));
    let router = match looked_up {
        true => router.route("/api/calls/{id}", get(look_up)).route("/api/calls/{id}/hangup", post(hang_up)),
        false => router,
    };
    router.merge(super::twilio::router()).with_state(mock)
}

#[derive(Deserialize)]
struct Wanted {
    call_id: Uuid,
    phone_number: String,
    callback_url: String,
    min_ring_seconds: Option<u32>,
}

async fn initiate(State(mock): State<Mock>, headers: HeaderMap, Json(wanted): Json<Wanted>) -> Response {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok());
    let key = key.map_or_else(|| Uuid::now_v7().to_string(), str::to_owned);
    let broken = || (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({ "error": "broken on purpose" }))).into_response();
    let Ok(number) = wanted.phone_number.parse::<PhoneNumber>() else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "no number of the North American plan" })))
            .into_response();
    };
    if mock.behaviour.errs(number, mock.calls.asked(&wanted.phone_number)) {
        return broken();
    }
    let (call, is_new) = mock.calls.place(&wanted.phone_number, &key, |nth| {
        let external_id = format!("ext_{}", Uuid::now_v7().simple());
        let fate = mock.behaviour.fate(number, nth, wanted.min_ring_seconds);
        let call = Call::new(&wanted.phone_number, external_id, wanted.call_id, &key, fate);
        Call { callback_url: wanted.callback_url.clone(), ..call }
    });
    if is_new {
        tokio::spawn(go_on(mock.clone(), call.clone()));
        if call.fate.errs_after {
            return broken();
        }
    }
    Json(json!({
        "success": true,
        "external_call_id": call.external_id,
        "call_id": call.call_id,
        "status": "initiated",
    }))
    .into_response()
}

async fn look_up(State(mock): State<Mock>, Path(id): Path<Uuid>) -> Response {
    match mock.calls.newest(id) {
        None => (StatusCode::NOT_FOUND, Json(json!({ "error": "no such call" }))).into_response(),
        Some(call) => Json(shown(&call)).into_response(),
    }
}

async fn hang_up(State(mock): State<Mock>, Path(id): Path<Uuid>) -> Response {
    let Some(call) = mock.calls.newest(id) else { return StatusCode::NOT_FOUND.into_response() };
    if mock.calls.end(&call.key, Outcome::Disconnected) {
        tokio::spawn({
            let (mock, call) = (mock.clone(), call.clone());
            async move { tell(&mock, &call, Outcome::Disconnected, 0).await }
        });
    }
    Json(json!({ "success": true })).into_response()
}

fn shown(call: &Call) -> Value {
    let (status, detail) = match call.ended {
        None => ("initiated", ""),
        Some(Outcome::Declined) => ("DISCONNECTED", "declined"),
        Some(outcome) => (outcome.as_str(), ""),
    };
    json!({
        "call_id": call.call_id,
        "external_call_id": call.external_id,
        "idempotency_key": call.key,
        "status": status,
        "detail": detail,
        "call_duration": (call.ended == Some(Outcome::Picked)).then_some(call.fate.seconds),
    })
}

async fn active(State(mock): State<Mock>) -> Json<Value> {
    let calls: Vec<Value> = mock.calls.going_on().iter().map(shown).collect();
    Json(json!({ "active_calls": calls.len(), "calls": calls }))
}

async fn stats(State(mock): State<Mock>) -> Json<Value> {
    let gauge = mock.gauge();
    let ledger = mock.ledger();
    let twice = ledger.values().filter(|times| **times > 1).count();
    Json(json!({
        "active_calls": gauge.now,
        "peak_calls": gauge.peak,
        "placed_calls": gauge.placed,
        "numbers": ledger.len(),
        "numbers_called_more_than_once": twice,
    }))
}
