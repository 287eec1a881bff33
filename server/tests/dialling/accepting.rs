//! One number, many, the same one again (FEATURES M17, M18, M23).

use crate::stage::{Stage, free, numbers, quick};
use crate::support::with_token;
use axum::body::Body;
use axum::http::{HeaderValue, Method};
use domain::campaign::CampaignDraft;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_number_with_consent_is_called_once_and_leaves_a_call() {
    let stage = Stage::new(quick(), CampaignDraft { consent_required: true, ..free() }).await;
    stage.agree("4152000001").await;
    let body = json!({ "phone_number": "+14152000001", "campaign_id": stage.campaign });
    let made = stage.server.post("/api/v1/initiate-call/", body.clone()).await.expect(201);
    assert_eq!((&made["status"], &made["error_message"]), (&json!("INITIATED"), &json!(null)));
    stage.ended(1).await;
    assert_eq!(stage.figure("select count(*) as n from dial where state = 6 and outcome = 1").await, 1);
    assert_eq!(stage.figure("select count(*) as n from call where direction = 2 and status = 5").await, 1);
    assert_eq!(stage.mock.ledger().get("+14152000001"), Some(&1));
    let path = format!("/api/v1/calls/{}/", made["call_id"].as_str().expect("an id"));
    let story = stage.server.get(&path).await.expect(200);
    assert_eq!((&story["status"], &story["attempts"][0]["outcome"]), (&json!("COMPLETED"), &json!("PICKED")));
    assert_eq!(story["events"][0]["changed"], true, "{story}");
    // Within the window it is not called again.
    let again = stage.server.post("/api/v1/initiate-call/", body).await.expect(429);
    assert_eq!(again["error"], "Call to +14152000001 already in progress");
}

#[tokio::test]
async fn many_numbers_are_taken_in_order_the_bad_ones_are_named_and_every_one_ends() {
    let stage = Stage::new(quick(), CampaignDraft { max_concurrent: "200".into(), ..free() }).await;
    let mut sent = numbers(1_500);
    for (place, bad) in [(3, "911"), (77, ""), (400, "+442071838750"), (401, "x"), (900, "415"), (1_200, "4150000000")]
    {
        sent.insert(place, bad.to_owned());
    }
    sent.push(sent[0].clone());
    let made = stage.send(&sent).await;
    let told = |name: &str| made[name].as_u64().expect("a figure");
    assert_eq!((told("total_requested"), told("failed"), told("failed_count")), (1_507, 7, 7), "{made}");
    assert_eq!(told("total_requested"), told("immediate_processed") + told("queued_for_later") + told("blocked") + 7);
    assert_eq!(made["call_ids"].as_array().map(Vec::len), Some(1_500));
    let bad: Vec<&str> =
        made["failed_numbers"].as_array().expect("a list").iter().filter_map(|one| one["reason"].as_str()).collect();
    assert_eq!(bad.iter().filter(|reason| **reason == "Invalid phone number format").count(), 6);
    assert_eq!(bad.last(), Some(&"Duplicate number in this request"));
    // Order kept: ids follow the request.
    let strays = "select count(*) as n from (select number - lag(number) over (order by id) as step from dial) s
         where step <> 1";
    assert_eq!(stage.figure(strays).await, 0);
    stage.ended(1_500).await;
    assert_eq!((stage.mock.ledger().len(), stage.called_twice()), (1_500, 0));
    let batch = stage.server.get(&format!("/api/v1/batches/{}/", made["batch_id"].as_str().expect("an id"))).await;
    let batch = batch.expect(200);
    assert_eq!((&batch["accepted"], &batch["statuses"]["COMPLETED"]), (&json!(1_500), &json!(1_500)));
    assert_eq!(batch["is_over"], true);
    // Statements of dials are planned for tables as they are, not as they were when they were empty.
    let known =
        "select count(*) as n from pg_class where relname in ('dial', 'attempt', 'provider_event') and reltuples > 0";
    let looked = async { while stage.figure(known).await < 3 {} };
    tokio::time::timeout(Duration::from_secs(30), looked).await.expect("the database looks at tables that multiplied");
}

#[tokio::test]
async fn as_many_calls_as_the_limit_go_on_at_once_and_never_one_more() {
    let slow = server::provider_mock::Behaviour { time_factor: 200.0, ..quick() };
    let mut stage = Stage::still(slow, CampaignDraft { max_concurrent: "40".into(), ..free() }).await;
    let made = stage.send(&numbers(400)).await;
    assert_eq!((&made["immediate_processed"], &made["queued_for_later"]), (&json!(40), &json!(360)));
    // Several who claim at the same time.
    for _ in 0..3 {
        stage.dial();
    }
    stage.ended(400).await;
    assert_eq!(stage.mock.gauge().peak, 40);
    assert_eq!((stage.mock.ledger().len(), stage.called_twice()), (400, 0));
}

#[tokio::test]
async fn fifty_equal_requests_with_one_key_get_one_answer_and_without_one_all_but_the_first_are_refused() {
    let stage = Stage::new(quick(), free()).await;
    let body = json!({ "phone_number": "4152000007", "campaign_id": stage.campaign }).to_string();
    let ask = |key: Option<&'static str>, body: String| {
        let mut request = with_token(Method::POST, "/api/v1/initiate-call/", &stage.server.token, Body::from(body));
        if let Some(key) = key {
            request.headers_mut().insert("idempotency-key", HeaderValue::from_static(key));
        }
        stage.server.ask(request)
    };
    let answers = futures::future::join_all((0..50).map(|_| ask(Some("k-1"), body.clone()))).await;
    let first = answers[0].text();
    assert!(answers.iter().all(|answer| answer.status == 201 && answer.text() == first), "{first}");
    let other = body.replace("4152000007", "4152000008");
    let answers = futures::future::join_all((0..50).map(|_| ask(None, other.clone()))).await;
    let of = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((of(201), of(429)), (1, 49));
    stage.ended(2).await;
    assert_eq!((stage.mock.ledger().len(), stage.called_twice()), (2, 0));
}

#[tokio::test]
async fn the_old_dialler_s_mistakes_are_told_in_its_words() {
    let stage = Stage::new(quick(), free()).await;
    for (body, status, text) in [
        (json!({}), 400, "phone_number and campaign_id are required"),
        (json!({ "phone_number": "911", "campaign_id": stage.campaign }), 400, "Invalid phone number format"),
        (json!({ "phone_number": "4152000001", "campaign_id": 999_999 }), 404, "Campaign not found or inactive"),
    ] {
        let told = stage.server.post("/api/v1/initiate-call/", body).await.expect(status);
        assert_eq!(told["error"], text);
    }
}

#[tokio::test]
async fn numbers_on_a_campaigns_list_are_called_when_a_program_says_so() {
    let stage = Stage::new(quick(), free()).await;
    let body =
        json!({ "campaign_id": stage.campaign, "phone_numbers": ["4152000001", "415 200 0002", "no", "+14152000001"] });
    let told = stage.server.post("/api/v1/phone-numbers/", body).await.expect(201);
    assert_eq!(told["created_count"], 2);
    assert_eq!(told["created_numbers"], json!(["+14152000001", "+14152000002"]));
    assert_eq!(told["errors"], json!(["Invalid phone number: no"]));
    let made = json!({ "campaign_id": stage.campaign, "use_campaign_numbers": true });
    let made = stage.server.post("/api/v1/bulk-initiate-calls/", made).await.expect(201);
    assert_eq!((&made["total_requested"], &made["failed"]), (&json!(2), &json!(0)), "{made}");
    stage.ended(2).await;
    let listed = stage.server.get(&format!("/api/v1/phone-numbers/?campaign_id={}", stage.campaign)).await.expect(200);
    assert_eq!(listed["rows"][0]["status"], "COMPLETED", "{listed}");
}

#[tokio::test]
async fn a_campaign_that_programs_feed_leaves_its_list_alone_until_it_is_told_to_call_it() {
    let stage = Stage::new(quick(), free()).await;
    let body = json!({ "campaign_id": stage.campaign, "phone_numbers": ["4152000001", "4152000002", "4152000003"] });
    stage.server.post("/api/v1/phone-numbers/", body).await.expect(201);
    // A number that a program asks for is called, and nobody of the list with it.
    let asked = json!({ "campaign_id": stage.campaign, "phone_number": "4152000009" });
    stage.server.post("/api/v1/initiate-call/", asked).await.expect(201);
    stage.ended(1).await;
    let path = format!("/api/v1/campaigns/{}/", stage.campaign);
    let before = stage.server.get(&path).await.expect(200);
    assert_eq!((&before["dials_list"], &before["status"]), (&json!(false), &json!("running")));
    assert_eq!(stage.figure("select count(*) as n from dial").await, 1);
    let shown = stage.server.world.engine.clone();
    let figures =
        engine::campaign::figures(&shown, &stage.server.world.scope, stage.campaign).await.expect("they are read");
    assert_eq!(figures.waiting, [("WAITS_FOR_PROGRAM".to_owned(), 3)]);
    let patch = |body: serde_json::Value| {
        let request = with_token(Method::PATCH, &path, &stage.server.token, Body::from(body.to_string()));
        stage.server.ask(request)
    };
    let told = patch(json!({ "status": "paused" })).await.expect(400);
    assert!(told["errors"]["status"][0].as_str().is_some_and(|text| text.contains("pause")), "{told}");
    patch(json!({ "dials_list": true })).await.expect(200);
    stage.ended(4).await;
    let over = "select count(*) as n from campaign where state = 6";
    stage.until("it is over with its list", over, |over| over == 1).await;
}
