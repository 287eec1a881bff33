//! Campaigns dial through Twilio's interface, as the mock speaks it (FEATURES E12).

use crate::stage::{Stage, TOKEN, free, numbers, quick};
use crate::support::{Answer, bare};
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, header};
use domain::campaign::CampaignDraft;
use domain::filter::print_pairs;
use engine::provider::twilio_signature::{HEADER, sign};
use serde_json::json;
use server::provider_mock::{Behaviour, Mix};
use uuid::Uuid;

fn said() -> CampaignDraft {
    CampaignDraft { answer_url: "https://flows.example.test/autumn".into(), ..free() }
}

async fn stage(behaviour: Behaviour, draft: CampaignDraft) -> Stage {
    let mut stage = Stage::still(behaviour, draft).await;
    stage.speak_as_twilio().await;
    stage.dial();
    stage
}

#[tokio::test]
async fn calls_end_as_twilio_tells_however_often_and_in_whatever_order_it_does() {
    let mix = Mix { picked: 0.4, disconnected: 0.2, no_answer: 0.2, declined: 0.1 };
    let mixed = Behaviour { mix, repeated: 0.3, reordered: 0.3, machines: 0.5, ..quick() };
    let stage = stage(mixed, CampaignDraft { max_concurrent: "20".into(), max_attempts: "1".into(), ..said() }).await;
    stage.send(&numbers(120)).await;
    stage.ended(120).await;
    assert_eq!((stage.mock.ledger().len(), stage.called_twice()), (120, 0));
    assert!(stage.mock.gauge().peak <= 20);
    let of = |what: &'static str| stage.figure(what);
    // Every outcome came, and each with what Twilio said beside it.
    assert_eq!(of("select count(distinct outcome) as n from attempt").await, 5);
    let strange =
        "select count(*) as n from attempt where state <> 6 or external_id !~ '^CA[0-9a-f]{32}$' or placed_at is null
         or case outcome when 1 then talk_s is null or detail not in ('human', 'machine_start')
             when 2 then detail <> 'busy, SIP 486' when 3 then detail <> 'SIP 487' when 4 then detail <> 'SIP 404'
             when 5 then detail <> 'declined, SIP 603' end is not false";
    assert_eq!(of(strange).await, 0);
    assert!(of("select count(*) as n from attempt where detail = 'machine_start'").await > 0);
    // Twilio numbers what it tells of a call: each is heard once.
    let twice = "select count(*) - count(distinct event_id) as n from provider_event";
    assert_eq!(of(twice).await, 0);
    assert!(of("select count(*) as n from provider_event where event_id like 'CA%:3'").await > 100);
}

#[tokio::test]
async fn a_call_of_which_twilio_says_nothing_is_looked_up_by_its_id_or_found_by_its_number() {
    let silent = Behaviour { lost: 0.5, unknown: 0.3, ..quick() };
    let stage = stage(silent, CampaignDraft { max_concurrent: "20".into(), ..said() }).await;
    stage.without_breaker().await;
    stage.send(&numbers(60)).await;
    stage.ended(60).await;
    assert_eq!((stage.mock.ledger().len(), stage.called_twice()), (60, 0));
    let known = "select count(*) as n from attempt where external_id ~ '^CA' and outcome = 1 and detail = 'human'";
    assert_eq!(stage.figure(known).await, 60);
    let asked = "select count(*) as n from provider_event where event_id like 'looked-up:%'";
    assert!(stage.figure(asked).await > 0, "some had to be asked for");
}

#[tokio::test]
async fn a_token_that_twilio_does_not_take_rests_the_campaign_and_costs_no_dial() {
    let mut stage = Stage::still(quick(), said()).await;
    stage.speak_as_twilio().await;
    stage.mend(Behaviour { auth_token: "another".into(), ..quick() }).await;
    stage.dial();
    stage.send(&numbers(20)).await;
    let open = "select count(*) as n from provider where open_until > now() and open_reason like '%20003%'";
    stage.until("the breaker opens", open, |open| open == 1).await;
    assert!(stage.mock.ledger().is_empty());
    // Whoever was to be called still waits, and no attempt is left of it.
    assert_eq!(stage.figure("select count(*) as n from dial where state >= 6").await, 0);
    stage.mend(Behaviour { auth_token: TOKEN.into(), ..quick() }).await;
    stage.ended(20).await;
    assert_eq!((stage.mock.ledger().len(), stage.called_twice()), (20, 0));
}

/// An attempt under way, by its key and Twilio's id.
async fn under_way(stage: &Stage) -> (Uuid, String) {
    let body = json!({ "phone_number": "4152000001", "campaign_id": stage.campaign });
    stage.server.post("/api/v1/initiate-call/", body).await.expect(201);
    // Told of as well: what comes after is the test's own.
    let told = "select count(*) as n from provider_event where applied_at is not null";
    stage.until("it is placed", "select count(*) as n from attempt where state = 3", |placed| placed == 1).await;
    stage.until("and told of", told, |told| told == 2).await;
    let text = |column: &str| format!("select {column}::text as text from attempt");
    let world = &stage.server.world;
    (world.text(&text("key")).await.parse().expect("a key"), world.text(&text("external_id")).await)
}

/// Sends a form to an attempt's address under a signature.
async fn tell(stage: &Stage, attempt: Uuid, form: &[(String, String)], signature: Option<&str>) -> Answer {
    let mut request = bare(Method::POST, &format!("/api/v1/callback/?attempt={attempt}"));
    *request.body_mut() = Body::from(print_pairs(form));
    let headers = request.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded; charset=UTF-8"));
    if let Some(signature) = signature {
        headers.insert(HeaderName::from_static(HEADER), HeaderValue::from_str(signature).expect("a header"));
    }
    stage.server.ask(request).await
}

fn form(sid: &str, status: &str, number: u32) -> Vec<(String, String)> {
    let number = number.to_string();
    [
        ("CallSid", sid),
        ("CallStatus", status),
        ("SequenceNumber", number.as_str()),
        ("CallDuration", "42"),
        ("Timestamp", "Sun, 22 Nov 2026 10:00:00 +0000"),
        ("To", "+14152000001"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

fn slow() -> Behaviour {
    Behaviour { time_factor: 0.001, ..quick() }
}

#[tokio::test]
async fn a_form_that_the_account_did_not_sign_for_this_attempt_is_refused_and_changes_nothing() {
    let stage = stage(slow(), said()).await;
    let (attempt, sid) = under_way(&stage).await;
    let form = form(&sid, "completed", 3);
    let address = |attempt: Uuid| format!("{}/api/v1/callback/?attempt={attempt}", stage.public_url);
    let before = stage.figure("select count(*) as n from provider_event").await;
    let others = sign(TOKEN, &address(Uuid::now_v7()), &form);
    let other_words = sign(TOKEN, &address(attempt), &self::form(&sid, "busy", 3));
    let ours = engine::provider::signature::sign(stage.signing_key(), "m1", 0, b"");
    let wrong = [sign("another", &address(attempt), &form), others, other_words, ours, String::new()];
    for signature in &wrong {
        assert_eq!(tell(&stage, attempt, &form, Some(signature)).await.status, 403, "{signature}");
    }
    assert_eq!(tell(&stage, attempt, &form, None).await.status, 403);
    let right = sign(TOKEN, &address(attempt), &form);
    let elsewhere = Uuid::now_v7();
    assert_eq!(tell(&stage, elsewhere, &form, Some(&sign(TOKEN, &address(elsewhere), &form))).await.status, 404);
    assert_eq!(stage.figure("select count(*) as n from provider_event").await, before);
    // What the account did sign is believed, once.
    for _ in 0..3 {
        tell(&stage, attempt, &form, Some(&right)).await.expect(200);
    }
    stage.ended(1).await;
    assert_eq!(stage.figure("select talk_s::bigint as n from dial where state = 6 and outcome = 1").await, 42);
    assert_eq!(stage.figure("select count(*) as n from provider_event").await, before + 1);
    // A word before the end that comes after it changes nothing.
    let late = self::form(&sid, "in-progress", 2);
    tell(&stage, attempt, &late, Some(&sign(TOKEN, &address(attempt), &late))).await.expect(200);
    let waiting = "select count(*) as n from provider_event where applied_at is null";
    stage.until("it is applied", waiting, |waiting| waiting == 0).await;
    assert_eq!(stage.figure("select count(*) as n from attempt where state = 6 and outcome = 1").await, 1);
    let nonsense = self::form(&sid, "sleeping", 4);
    let signed = sign(TOKEN, &address(attempt), &nonsense);
    assert_eq!(tell(&stage, attempt, &nonsense, Some(&signed)).await.status, 400);
}

#[tokio::test]
async fn a_provider_of_another_kind_is_not_believed_by_twilios_signature() {
    let stage = stage(slow(), said()).await;
    let (attempt, sid) = under_way(&stage).await;
    stage.server.world.sql("update provider set kind = 2, version = version + 1").await;
    let form = form(&sid, "completed", 3);
    // The credential of the HTTP flavour is sent to the provider, and is no key to sign with.
    let signed = sign(TOKEN, &format!("{}/api/v1/callback/?attempt={attempt}", stage.public_url), &form);
    assert_eq!(tell(&stage, attempt, &form, Some(&signed)).await.status, 403);
}

#[tokio::test]
async fn a_call_that_is_cancelled_is_hung_up_at_twilio() {
    let stage = stage(slow(), said()).await;
    under_way(&stage).await;
    let call = stage.server.world.text("select call_id::text as text from dial").await;
    stage.server.post(&format!("/api/v1/calls/{call}/cancel/"), json!({})).await.expect(200);
    stage.ended(1).await;
    assert_eq!(stage.mock.gauge().now, 0);
    assert_eq!(stage.figure("select count(*) as n from dial where state = 9").await, 1);
}
