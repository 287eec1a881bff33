//! Requests that are sent again with the same `Idempotency-Key`.

use crate::support::{Answer, Server, with_token};
use axum::body::Body;
use axum::http::{HeaderValue, Method, Request};
use domain::scope::{Role, TokenScope};
use serde_json::{Value, json};

const GENERATE: &str = "/api/phone-generator/generate-numbers-enhanced/";

fn keyed(token: &str, path: &str, key: &str, body: &Value) -> Request<Body> {
    let mut request = with_token(Method::POST, path, token, Body::from(body.to_string()));
    request.headers_mut().insert("idempotency-key", HeaderValue::from_str(key).expect("a key is a header"));
    request
}

async fn post(server: &Server, path: &str, key: &str, body: &Value) -> Answer {
    server.ask(keyed(&server.token, path, key, body)).await
}

#[tokio::test]
async fn fifty_equal_requests_at_once_start_one_job_and_get_the_same_answer() {
    let server = Server::new().await;
    let project = server.post("/api/projects/", json!({ "name": "Bay" })).await.expect(201);
    let body = json!({ "project_id": project["data"]["id"], "area_code": "415", "quantity": 25 });
    let asked = (0..50).map(|_| post(&server, GENERATE, "once", &body));
    let answers: Vec<Value> =
        futures::future::join_all(asked).await.into_iter().map(|answer| answer.expect(201)).collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]), "the answers differ");
    assert_eq!(server.world.figure("select count(*) as n from job").await, 1);
}

#[tokio::test]
async fn the_key_of_another_request_is_a_conflict() {
    let server = Server::new().await;
    post(&server, "/api/projects/", "k", &json!({ "name": "Bay" })).await.expect(201);
    let refused = post(&server, "/api/projects", "k", &json!({ "name": "Cape" })).await.expect(409);
    assert_eq!(refused["errors"]["Idempotency-Key"], json!(["This key was used for another request."]));
    assert_eq!(server.world.figure("select count(*) as n from project").await, 1);
}

#[tokio::test]
async fn a_refusal_is_not_kept_so_the_corrected_request_may_use_the_key() {
    let server = Server::new().await;
    post(&server, "/api/projects/", "k", &json!({ "name": "" })).await.expect(400);
    post(&server, "/api/projects/", "k", &json!({ "name": "Bay" })).await.expect(201);
}

#[tokio::test]
async fn two_tenants_may_use_the_same_key() {
    let server = Server::new().await;
    let (tenant, user, _) = server.world.other("other", Role::Owner).await;
    let token = server.token_of(tenant, user, &[TokenScope::Admin]).await;
    let mine = post(&server, "/api/projects/", "k", &json!({ "name": "Bay" })).await.expect(201);
    let theirs = server.ask(keyed(&token, "/api/projects/", "k", &json!({ "name": "Bay" }))).await.expect(201);
    assert_ne!(mine["data"]["id"], theirs["data"]["id"]);
}

#[tokio::test]
async fn a_key_whose_process_died_is_taken_over_and_a_day_old_answer_is_forgotten() {
    let server = Server::new().await;
    let body = json!({ "name": "Bay" });
    post(&server, "/api/projects/", "k", &body).await.expect(201);
    server.world.sql("update idempotency_key set created_at = now() - interval '25 hours'").await;
    // The answer is gone, so the request is worked on, and finds the name taken.
    post(&server, "/api/projects/", "k", &body).await.expect(400);
    post(&server, "/api/projects/", "dead", &json!({ "name": "Cape" })).await.expect(201);
    server
        .world
        .sql("update idempotency_key set status = null, created_at = now() - interval '3 minutes' where key = 'dead'")
        .await;
    post(&server, "/api/projects/", "dead", &json!({ "name": "Dell" })).await.expect(201);
}

#[tokio::test]
async fn a_key_too_long_is_refused_at_its_field() {
    let server = Server::new().await;
    let refused = post(&server, "/api/projects/", &"k".repeat(256), &json!({ "name": "Bay" })).await.expect(400);
    assert!(refused["errors"]["Idempotency-Key"].is_array());
}
