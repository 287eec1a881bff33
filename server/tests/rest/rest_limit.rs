//! How many requests a second a company may send.

use crate::support::{Server, bare, with_token};
use axum::body::Body;
use axum::http::Method;
use domain::scope::{Role, TokenScope};
use engine::Settings;
use engine::testing::{TestRedis, World};
use serde_json::json;

const PATH: &str = "/api/projects/";

#[tokio::test]
async fn every_answer_tells_what_is_left_and_who_has_nothing_left_is_told_when_to_come_back() {
    let server = Server::with_settings(&[("TRUNKLINE_REST_REQUESTS_PER_SECOND", "2")]).await;
    let (tenant, user, _) = server.world.other("strangers", Role::Owner).await;
    let stranger = server.token_of(tenant, user, &[TokenScope::Admin]).await;
    let left = |answer: &crate::support::Answer| {
        ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"].map(|name| answer.header(name).to_owned())
    };
    let first = server.get(PATH).await;
    first.expect(200);
    assert_eq!(left(&first), ["2", "1", "1"]);
    assert_eq!(left(&server.get("/api/projects/999/").await)[0], "2", "refusals tell it too");

    // As if all were used up this very moment, however slow the machine is.
    server.world.sql("update rate_limit set whole_at = now() + interval '1 hour' where key like 'rest:%'").await;
    let refused = server.get(PATH).await;
    let text = json!({ "detail": "Request was throttled. Expected available in 1 second." });
    assert_eq!((refused.expect(429), refused.header("retry-after")), (text, "1"));
    assert_eq!(left(&refused), ["2", "0", "1"]);
    server.ask(with_token(Method::GET, PATH, &stranger, Body::empty())).await.expect(200);

    let nobody = server.ask(bare(Method::GET, PATH)).await;
    nobody.expect(401);
    assert_eq!(nobody.header("ratelimit-limit"), "", "nobody has no allowance");
}

#[tokio::test]
async fn a_server_is_ready_with_redis_and_without_and_says_which() {
    let ready = async |server: &Server| server.ask(bare(Method::GET, "/readyz")).await.expect(200)["redis"].clone();
    assert_eq!(ready(&Server::new().await).await, json!(null));
    let mut redis = TestRedis::away();
    let url = redis.url();
    let world = World::with(|plain| Settings { redis_url: Some(url), ..plain }).await;
    let server = Server::of(world, &[]).await;
    assert_eq!(ready(&server).await, "away");
    redis.start_again();
    let come = async { while ready(&server).await != "connected" {} };
    tokio::time::timeout(std::time::Duration::from_secs(20), come).await.expect("it is found");
    server.get(PATH).await.expect(200);
}
