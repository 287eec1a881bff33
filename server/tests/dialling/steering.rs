//! What is done to campaigns, and who comes first (FEATURES E11, E13).

use crate::stage::{OWNER, Stage, free, numbers, quick};
use crate::support::browser::{Browser, FORM, form};
use crate::support::with_token;
use axum::body::Body;
use axum::http::Method;
use domain::campaign::{CampaignAction, CampaignDraft, CampaignState};
use domain::dial::Outcome;
use domain::scope::TokenScope;
use serde_json::json;
use server::provider_mock::Behaviour;

#[tokio::test]
async fn every_action_is_done_in_the_states_that_allow_it_and_refused_with_409_in_all_others() {
    let stage = Stage::still(quick(), free()).await;
    let browser = Browser::signed_in(&stage.server, OWNER).await;
    let set = async |state: CampaignState| {
        let (id, code) = (stage.campaign, state.code());
        let ended = if state.is_over() { "now()" } else { "null" };
        let sql = format!("update campaign set state = {code}, ended_at = {ended} where id = {id}");
        stage.server.world.sql(&sql).await;
    };
    for state in CampaignState::ALL {
        for action in CampaignAction::ALL.into_iter().filter(|action| action.is_said()) {
            let (id, code) = (stage.campaign, state.code());
            set(state).await;
            let sql = format!("select state::bigint as n from campaign where id = {id}");
            // By page, and once more from the same state by REST.
            let typed = [
                ("id", id.to_string()),
                ("action", action.as_str().to_owned()),
                ("starts_at", "2099-01-01 09:00".to_owned()),
            ];
            let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let pressed = browser.call(Method::POST, "/forms/campaign-steer", FORM, &form(&typed)).await;
            let next = state.apply(action);
            assert_eq!(pressed.status == 409, next.is_err(), "{state} {action:?}: {}", pressed.status);
            assert_eq!(stage.figure(&sql).await, i64::from(next.unwrap_or(state).code()), "{state} {action:?} by page");
            set(state).await;
            let body = json!({ "starts_at": "2099-01-01T09:00:00Z" });
            let answer = stage.server.post(&format!("/api/v1/campaigns/{id}/{}/", action.as_str()), body).await;
            match state.apply(action) {
                Ok(next) => assert_eq!(answer.expect(200)["status"], next.as_str(), "{state} {action:?}"),
                Err(illegal) => {
                    assert_eq!(answer.expect(409)["error"], illegal.to_string());
                    assert_eq!(stage.figure(&sql).await, i64::from(code), "{state} {action:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_paused_campaign_dials_nobody_and_goes_on_where_it_was() {
    let slow = Behaviour { time_factor: 100.0, ..quick() };
    let stage = Stage::new(slow, CampaignDraft { max_concurrent: "10".into(), ..free() }).await;
    stage.send(&numbers(100)).await;
    stage.until("it dials", "select count(*) as n from attempt", |attempts| attempts >= 20).await;
    let (server, campaign) = (&stage.server, stage.campaign);
    let steer = |action: &'static str| async move {
        server.post(&format!("/api/v1/campaigns/{campaign}/{action}/"), json!({})).await
    };
    steer("pause").await.expect(200);
    // What is under way ends; nothing new begins.
    let busy = "select count(*) as n from dial where slot_until is not null";
    stage.until("what is under way ends", busy, |busy| busy == 0).await;
    let placed = stage.mock.gauge().placed;
    stage
        .server
        .post("/api/v1/initiate-call/", json!({ "phone_number": "4159990000", "campaign_id": stage.campaign }))
        .await
        .expect(404);
    assert_eq!(stage.mock.gauge().placed, placed);
    steer("resume").await.expect(200);
    stage.ended(100).await;
    assert_eq!((stage.mock.ledger().len(), stage.called_twice()), (100, 0));
}

#[tokio::test]
async fn a_drained_campaign_ends_its_calls_and_cancels_what_waits() {
    let slow = Behaviour { time_factor: 100.0, ..quick() };
    let stage = Stage::new(slow, CampaignDraft { max_concurrent: "10".into(), ..free() }).await;
    stage.send(&numbers(100)).await;
    stage.until("it dials", "select count(*) as n from attempt", |attempts| attempts >= 10).await;
    stage.server.post(&format!("/api/v1/campaigns/{}/drain/", stage.campaign), json!({})).await.expect(200);
    let over = format!("select count(*) as n from campaign where id = {} and state = 6", stage.campaign);
    stage.until("it is over", &over, |over| over == 1).await;
    let states = stage.states().await;
    assert_eq!(states[5] + states[8], 100, "{states:?}");
    assert_eq!(states[5], i64::try_from(stage.mock.ledger().len()).expect("few"));
}

#[tokio::test]
async fn behind_anothers_thousands_the_first_call_of_a_company_begins_with_the_next_free_slot() {
    let slow = Behaviour { time_factor: 100.0, ..quick() };
    let mut stage = Stage::still(slow, CampaignDraft { max_concurrent: "1000".into(), ..free() }).await;
    // All the installation holds is a dozen calls.
    stage.server.world.sql("update provider set max_concurrent = 12").await;
    stage.send(&numbers(2_000)).await;
    let (other, _, scope) = stage.server.world.other("other", domain::scope::Role::Owner).await;
    let moved = format!(
        "insert into provider (tenant_id, name, kind, base_url, signing_key, max_concurrent)
         select {other}, name, kind, base_url, signing_key, 12 from provider"
    );
    stage.server.world.sql(&moved).await;
    let provider = stage.figure(&format!("select id as n from provider where tenant_id = {other}")).await;
    let engine = stage.server.world.engine.clone();
    let draft = CampaignDraft { name: "Small".into(), ..free() };
    let small = engine::campaign::create(&engine, &scope, domain::id::ProviderId(provider), &draft, true).await;
    let small = small.expect("it runs").id;
    stage.dial();
    stage.until("the large one dials", "select count(*) as n from attempt", |attempts| attempts >= 24).await;
    let number = "4159990000".parse().expect("a number");
    engine::dial::initiate(&engine, &scope, small, number).await.expect("it is accepted").expect("it runs");
    let begun = format!("select count(*) as n from attempt where tenant_id = {other}");
    stage.until("it begins", &begun, |begun| begun == 1).await;
    let waited = format!(
        "select (extract(epoch from a.started_at - d.created_at) * 1000)::bigint as n
         from attempt a join dial d on d.tenant_id = a.tenant_id and d.id = a.dial_id where a.tenant_id = {other}"
    );
    let (waited, behind) = (stage.figure(&waited).await, stage.states().await[1]);
    assert!(behind > 500, "the other's still wait: {behind}");
    assert!(waited < 1_000, "it waited {waited} ms");
}

#[tokio::test]
async fn no_second_has_more_calls_than_the_campaign_its_provider_or_its_company_may_begin() {
    let mut stage = Stage::still(quick(), CampaignDraft { calls_per_second: "20".into(), ..free() }).await;
    stage.send(&numbers(60)).await;
    stage.dial();
    stage.ended(60).await;
    // By the provider's own limit as well, whatever the campaign says.
    let mut other = Stage::still(quick(), free()).await;
    other.server.world.sql("update provider set calls_per_second = 20").await;
    other.send(&numbers(60)).await;
    other.dial();
    other.ended(60).await;
    // And by the company's, over all of them.
    let mut third = Stage::with(quick(), free(), |dialling| dialling.tenant_per_second = 20).await;
    third.send(&numbers(60)).await;
    third.dial();
    third.ended(60).await;
    // From each call on: how many began within the second behind it, the boundary not counted.
    let most = "select max((select count(*) from attempt b
             where b.started_at >= a.started_at and b.started_at < a.started_at + interval '1 second')) as n
         from attempt a";
    for stage in [&stage, &other, &third] {
        let most = stage.figure(most).await;
        assert!((15..=20).contains(&most), "{most} within one second");
        assert_eq!((stage.mock.ledger().len(), stage.called_twice()), (60, 0));
    }
}

#[tokio::test]
async fn a_call_that_waits_is_placed_at_once_when_somebody_says_so_and_the_verdict_allows_it() {
    let mut stage = Stage::still(quick(), CampaignDraft { max_concurrent: "1".into(), ..free() }).await;
    stage.send(&numbers(50)).await;
    let last = "select call_id::text as text from dial order by id desc limit 1";
    let last = stage.server.world.text(last).await;
    let path = format!("/api/v1/calls/{last}/call-now/");
    // Not while its campaign rests, and not whom the rules forbid.
    let steer = |action: &'static str| format!("/api/v1/campaigns/{}/{action}/", stage.campaign);
    stage.server.post(&steer("pause"), json!({})).await.expect(200);
    let told = stage.server.post(&path, json!({})).await.expect(409);
    assert_eq!(told["error"], "Its campaign is paused: nobody is called before it runs.");
    stage.server.post(&steer("resume"), json!({})).await.expect(200);
    stage.server.world.sql("update campaign set consent_required = true").await;
    assert_eq!(stage.server.post(&path, json!({})).await.expect(409)["error"], "No consent recorded.");
    stage.server.world.sql("update campaign set consent_required = false").await;
    stage
        .server
        .world
        .sql(&format!("update dial set due_at = now() + interval '1 day' where call_id = '{last}'"))
        .await;
    stage.server.post(&path, json!({})).await.expect(200);
    stage.dial();
    stage.ended(50).await;
    let first =
        "select (select call_id::text from dial d where d.id = a.dial_id) as text from attempt a order by a.id limit 1";
    assert_eq!(stage.server.world.text(first).await, last, "ahead of the forty-nine that waited");
    assert_eq!(stage.server.post(&path, json!({})).await.expect(409)["error"], "This call has ended.");
}

#[tokio::test]
async fn a_test_call_takes_the_only_place_of_its_provider_until_it_is_told_of() {
    // It lasts until the mock is mended.
    let slow = Behaviour { time_factor: 0.001, ..quick() };
    let mut stage = Stage::still(slow, free()).await;
    stage.server.world.sql("update provider set max_concurrent = 1").await;
    stage.agree("4152000001").await;
    stage.agree("4152000002").await;
    let (engine, scope) = (stage.server.world.engine.clone(), stage.server.world.scope.clone());
    let test = async |number: &str| engine::provider::test_call(&engine, &scope, stage.provider, number).await;
    let placed = test("4152000001").await.expect("it is asked for");
    assert!(matches!(placed.answer, Some(engine::provider::Placing::Placed(_))), "{placed:?}");
    let full = test("4152000002").await.expect_err("there is one place");
    assert!(matches!(full, engine::Error::Conflict(_)), "{full:?}");
    let shown = engine::provider::get(&engine, &scope, stage.provider).await.expect("it is there");
    assert_eq!(shown.in_flight, 1);
    // A dial waits for that place as it would for another dial's.
    stage.send(&numbers(1)).await;
    let dialler = stage.dialler();
    dialler.run_once().await.expect("it looks");
    assert_eq!((stage.figure("select count(*) as n from attempt").await, stage.mock.gauge().peak), (0, 1));

    let told = "select call_id::text as text from provider_test";
    let call = stage.server.world.text(told).await;
    let body = json!({ "call_id": call, "status": "PICKED", "call_duration": 7 });
    let token =
        stage.server.token_of(stage.server.world.tenant, stage.server.world.user, &[TokenScope::Callback]).await;
    let request = with_token(Method::POST, "/api/v1/callback/", &token, Body::from(body.to_string()));
    stage.server.ask(request).await.expect(200);
    let tests = engine::provider::tests(&engine, &scope, stage.provider).await.expect("they are told");
    assert_eq!(
        (tests[0].outcome, tests[0].talk_seconds, tests[0].is_under_way),
        (Some(Outcome::Picked), Some(7), false)
    );
    stage.mend(quick()).await;
    stage.dial();
    stage.ended(1).await;
}
