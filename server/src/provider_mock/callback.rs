//! How a call goes on and is told of.

use super::Mock;
use super::calls::Call;
use domain::dial::Outcome;
use engine::provider::signature::sign;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

/// How often a callback is sent that was not taken, and how long between.
const TRIES: u32 = 5;
/// How soon somebody is there who is there in time.
const BRIDGED_AFTER: Duration = Duration::from_millis(600);
const BETWEEN: Duration = Duration::from_millis(200);

/// Lets a call go on to its end, and tells of it.
pub(super) async fn go_on(mock: Mock, call: Call) {
    tokio::time::sleep(call.fate.lasts).await;
    // One that was hung up is over and was told of.
    if mock.calls.end(&call.key, call.fate.outcome) {
        tell(&mock, &call, call.fate.outcome, call.fate.seconds).await;
    }
}

/// Tells how a call ended: not at all, once, or twice, and perhaps late.
pub(super) async fn tell(mock: &Mock, call: &Call, outcome: Outcome, seconds: u32) {
    if call.fate.is_lost {
        return;
    }
    tokio::time::sleep(call.fate.late).await;
    let (word, detail) = match outcome {
        Outcome::Declined => ("DISCONNECTED", Some("declined")),
        outcome => (outcome.as_str(), None),
    };
    let now = OffsetDateTime::now_utc();
    let mut body = json!({
        "call_id": call.call_id,
        "status": word,
        "detail": detail,
        "call_duration": (outcome == Outcome::Picked).then_some(seconds),
        "external_call_id": call.external_id,
        "timestamp": written(now),
    });
    if let Some(is_abandoned) = call.fate.is_abandoned {
        times(&mut body, call, outcome, now, is_abandoned);
    }
    let body = body.to_string();
    let id = format!("msg_{}", Uuid::now_v7().simple());
    for _ in 0..=u32::from(call.fate.is_repeated) {
        send(mock, &call.callback_url, &id, &body).await;
    }
}

/// When what happened, in the call's own time: it ends now, however fast the mock's clock goes.
fn times(body: &mut Value, call: &Call, outcome: Outcome, now: OffsetDateTime, is_abandoned: bool) {
    let talked = Duration::from_secs(u64::from(if outcome == Outcome::Picked { call.fate.seconds } else { 0 }));
    let answered = now - talked;
    body["ringing_at"] = json!(written(answered - call.fate.rings));
    if outcome == Outcome::Picked {
        body["answered_at"] = json!(written(answered));
        if !is_abandoned {
            body["bridged_at"] = json!(written(answered + BRIDGED_AFTER));
        }
    }
}

fn written(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap_or_default()
}

async fn send(mock: &Mock, url: &str, id: &str, body: &str) {
    deliver(&|| {
        let at = OffsetDateTime::now_utc().unix_timestamp();
        mock.client
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", at.to_string())
            .header("webhook-signature", sign(&mock.behaviour.signing_key, id, at, body.as_bytes()))
            .body(body.to_owned())
    })
    .await;
}

/// Sends a callback, made anew each time, until it is taken.
pub(super) async fn deliver(request: &impl Fn() -> RequestBuilder) {
    for _ in 0..TRIES {
        match request().send().await {
            // What is refused is refused again; what did not arrive may.
            Ok(answer) if !answer.status().is_server_error() => return,
            _ => tokio::time::sleep(BETWEEN).await,
        }
    }
    tracing::debug!("a callback was not taken");
}
