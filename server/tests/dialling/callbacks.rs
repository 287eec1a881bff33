//! What providers call back with (FEATURES M24).

use crate::stage::{Stage, free, quick};
use crate::support::{Answer, bare, with_token};
use axum::body::Body;
use axum::http::{HeaderValue, Method, header};
use domain::dial::Outcome;
use domain::scope::TokenScope;
use engine::provider::signature::sign;
use serde_json::{Value, json};
use server::provider_mock::Behaviour;
use time::OffsetDateTime;

/// A call that goes on for long.
async fn under_way(stage: &Stage) -> String {
    let body = json!({ "phone_number": "4152000001", "campaign_id": stage.campaign });
    let made = stage.server.post("/api/v1/initiate-call/", body).await.expect(201);
    stage.until("it is placed", "select count(*) as n from attempt where state = 3", |placed| placed == 1).await;
    made["call_id"].as_str().expect("an id").to_owned()
}

/// As a program with a token for callbacks and nothing else.
async fn tell(stage: &Stage, body: Value) -> Answer {
    let world = &stage.server.world;
    let token = stage.server.token_of(world.tenant, world.user, &[TokenScope::Callback]).await;
    let request = with_token(Method::POST, "/api/v1/callback/", &token, Body::from(body.to_string()));
    stage.server.ask(request).await
}

fn callback(call_id: &str, status: &str) -> Value {
    json!({ "call_id": call_id, "status": status, "call_duration": 42, "timestamp": "2026-11-22T10:00:00Z" })
}

#[tokio::test]
async fn a_repeated_a_late_and_an_illegal_callback_change_nothing() {
    let stage = Stage::new(Behaviour { time_factor: 0.001, ..quick() }, free()).await;
    let call = under_way(&stage).await;
    for _ in 0..3 {
        let told = tell(&stage, callback(&call, "PICKED")).await.expect(200);
        assert_eq!((&told["success"], &told["status"]), (&json!(true), &json!("PICKED")));
    }
    stage.ended(1).await;
    assert_eq!(stage.figure("select talk_s::bigint as n from dial").await, 42);
    // Another word of the same attempt, after its end.
    let mut late = callback(&call, "DISCONNECTED");
    late["timestamp"] = json!("2026-11-22T10:00:05Z");
    tell(&stage, late).await.expect(200);
    let applied = "select count(*) as n from provider_event where applied_at is not null";
    stage.until("both words are applied", applied, |applied| applied == 2).await;
    assert_eq!(stage.figure("select count(*) as n from dial where state = 6 and outcome = 1").await, 1);
    assert_eq!(stage.figure("select count(*) as n from provider_event where changed").await, 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_callback_is_told_in_the_old_words() {
    let stage = Stage::new(Behaviour { time_factor: 0.001, ..quick() }, free()).await;
    let call = under_way(&stage).await;
    let told = tell(&stage, json!({ "call_id": call })).await.expect(400);
    assert_eq!(told["error"], "call_id and status are required");
    assert_eq!(told["errors"]["status"], json!(["This field is required."]));
    let mut wrong = callback(&call, "PICKED");
    wrong["call_duration"] = json!("long");
    wrong["detail"] = json!([]);
    let told = tell(&stage, wrong).await.expect(400);
    assert_eq!(told["errors"]["call_duration"], json!(["call_duration must be a number of seconds."]));
    assert_eq!(told["errors"]["detail"], json!(["detail must be a text."]));
    // Who vouches for nothing is told so before the body is read, in the family's form.
    let mut bare = bare(Method::POST, "/api/v1/callback/");
    *bare.body_mut() = Body::from("{");
    let told = stage.server.ask(bare).await.expect(401);
    assert_eq!(told["error"]["code"], "unauthorized");
    let told = tell(&stage, callback(&call, "BUSY")).await.expect(400);
    assert!(told["error"].as_str().is_some_and(|text| text.starts_with("Invalid status. Must be one of: [")));
    let other = uuid::Uuid::now_v7().to_string();
    let told = tell(&stage, callback(&other, "PICKED")).await.expect(404);
    assert_eq!(told["error"], "Call not found");
}

#[tokio::test]
async fn a_callback_that_nobody_vouches_for_is_refused_and_changes_nothing() {
    let stage = Stage::new(Behaviour { time_factor: 0.001, ..quick() }, free()).await;
    let call = under_way(&stage).await;
    let body = callback(&call, "PICKED").to_string();
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let signed = |id: &str, at: i64, signature: String| {
        let mut request = bare(Method::POST, "/api/v1/callback/");
        *request.body_mut() = Body::from(body.clone());
        let headers = request.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert("webhook-id", HeaderValue::from_str(id).expect("a header"));
        headers.insert("webhook-timestamp", HeaderValue::from_str(&at.to_string()).expect("a header"));
        headers.insert("webhook-signature", HeaderValue::from_str(&signature).expect("a header"));
        stage.server.ask(request)
    };
    let wrong_key = sign(b"another key", "m1", now, body.as_bytes());
    assert_eq!(signed("m1", now, wrong_key).await.status, 401);
    let old = now - 301;
    let stale = sign(stage.signing_key(), "m1", old, body.as_bytes());
    assert_eq!(signed("m1", old, stale).await.status, 401);
    let other_body = sign(stage.signing_key(), "m1", now, b"{}");
    assert_eq!(signed("m1", now, other_body).await.status, 401);
    assert_eq!(stage.figure("select count(*) as n from provider_event").await, 0);
    let right = sign(stage.signing_key(), "m1", now, body.as_bytes());
    assert_eq!(signed("m1", now, right).await.status, 200);
    stage.ended(1).await;
}

#[tokio::test]
async fn a_call_that_was_cancelled_stays_so_whatever_comes_after_and_frees_its_slot() {
    let stage = Stage::new(Behaviour { time_factor: 0.001, ..quick() }, free()).await;
    let call = under_way(&stage).await;
    let told = stage.server.post(&format!("/api/v1/calls/{call}/cancel/"), json!({})).await.expect(200);
    assert_eq!(told["status"], "CANCELLED");
    // It is hung up, and the provider says so.
    stage.ended(1).await;
    assert_eq!(stage.mock.gauge().now, 0);
    tell(&stage, callback(&call, "PICKED")).await.expect(200);
    let waiting = "select count(*) as n from provider_event where applied_at is null";
    stage.until("it is applied", waiting, |waiting| waiting == 0).await;
    assert_eq!(stage.figure("select count(*) as n from dial where state = 9").await, 1);
    let again = stage.server.post(&format!("/api/v1/calls/{call}/cancel/"), json!({})).await.expect(409);
    assert_eq!(again["error"], "This call has ended.");
}

#[tokio::test]
async fn words_of_one_attempt_lead_to_one_end_in_whatever_order_they_come() {
    // The rule itself is held in `domain`; here the rows.
    for statuses in [["RNR", "PICKED"], ["PICKED", "RNR"]] {
        let stage = Stage::new(Behaviour { time_factor: 0.001, ..quick() }, free()).await;
        let call = under_way(&stage).await;
        for (place, status) in statuses.into_iter().enumerate() {
            let mut told = callback(&call, status);
            told["timestamp"] = json!(format!("2026-11-22T10:00:0{place}Z"));
            tell(&stage, told).await.expect(200);
        }
        let applied = "select count(*) as n from provider_event where applied_at is not null";
        stage.until("both are applied", applied, |applied| applied == 2).await;
        // The first end of an attempt is its end.
        let outcome = stage.figure("select outcome::bigint as n from attempt").await;
        let first = Outcome::of_callback(statuses[0], "").expect("a word");
        assert_eq!(outcome, i64::from(first.code()), "{statuses:?}");
        assert_eq!(stage.figure("select count(*) as n from dial where slot_until is not null").await, 0);
    }
}
