//! Providers that err, processes that die: no number twice, no limit passed, nothing lost (FEATURES E18, L11, L14).

use crate::stage::{Stage, free, numbers, quick};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::campaign::CampaignDraft;
use serde_json::json;
use server::provider_mock::Behaviour;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Always: what was accepted stands somewhere, once.
const LOST: &str = "select (select count(*) from dial) - (select sum(n) from (
     select count(*) as n from dial where state in (1, 2) union all select count(*) from dial where state in (4, 5)
     union all select count(*) from dial where state = 3 union all select count(*) from dial where state = 6
     union all select count(*) from dial where state = 7 union all select count(*) from dial where state = 8
     union all select count(*) from dial where state = 9) s)::bigint as n";

/// A dialler dies after each so many commits.
const COMMITS_A_DEATH: usize = 25;

#[tokio::test]
async fn a_callback_that_never_comes_frees_its_slot_because_the_provider_is_asked() {
    let lossy = Behaviour { lost: 0.3, ..quick() };
    let stage = Stage::new(lossy, CampaignDraft { max_concurrent: "30".into(), ..free() }).await;
    stage.send(&numbers(150)).await;
    stage.ended(150).await;
    assert_eq!(stage.figure("select count(*) as n from dial where slot_until is not null").await, 0);
    assert_eq!((stage.mock.ledger().len(), stage.called_twice(), stage.mock.gauge().peak), (150, 0, 30));
    let asked = "select count(*) as n from provider_event where event_id like 'looked-up:%'";
    assert!(stage.figure(asked).await > 0, "some had to be asked for");
}

#[tokio::test]
async fn an_answer_that_is_an_error_after_all_was_placed_is_looked_up_and_never_redialled() {
    let torn = Behaviour { unknown: 0.1, ..quick() };
    let stage = Stage::new(torn, CampaignDraft { max_concurrent: "20".into(), ..free() }).await;
    // The breaker opens on errors in a row; what it does is another test's.
    stage.without_breaker().await;
    stage.send(&numbers(100)).await;
    stage.ended(100).await;
    assert_eq!((stage.mock.ledger().len(), stage.called_twice()), (100, 0));
}

#[tokio::test]
async fn a_provider_that_only_fails_is_left_alone_for_a_while_and_says_so() {
    let dead = Behaviour { errors: 1.0, ..quick() };
    let stage = Stage::new(dead, CampaignDraft { max_concurrent: "20".into(), ..free() }).await;
    stage.send(&numbers(50)).await;
    let open = "select count(*) as n from provider where open_until > now() and open_reason <> ''";
    stage.until("the breaker opens", open, |open| open == 1).await;
    // Nobody was called, and everybody still waits or is looked up.
    assert!(stage.mock.ledger().is_empty());
    let ended = "select count(*) as n from dial where state >= 6";
    assert_eq!(stage.figure(ended).await, 0);
    let told = stage.server.get(&format!("/api/v1/campaigns/{}/explain/", stage.campaign)).await.expect(200);
    assert!(told["provider_error"].is_string(), "{told}");
    // Twenty were asked at once and failed: that is one fault, and the first rest is a short one.
    let rest = "select failures * 1000 + ceil(extract(epoch from open_until - now()))::bigint as n from provider";
    let rest = stage.figure(rest).await;
    assert!((5_000..=5_030).contains(&rest), "{rest}");
}

#[tokio::test]
async fn a_call_that_is_still_being_placed_is_not_asked_about_however_short_the_silence() {
    let stage = Stage::still(quick(), free()).await;
    let (asked, looked) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (asks, looks) = (Arc::clone(&asked), Arc::clone(&looked));
    let gate = Arc::new(Notify::new());
    let behind = Arc::clone(&gate);
    let place = move || async move {
        asks.fetch_add(1, Ordering::SeqCst);
        behind.notified().await;
        Json(json!({ "success": true, "external_call_id": "slow" }))
    };
    let look_up = move || async move {
        looks.fetch_add(1, Ordering::SeqCst);
        StatusCode::NOT_FOUND
    };
    let router = Router::new().route("/api/initiate-call", post(place)).route("/api/calls/{id}", get(look_up));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let slow = listener.local_addr().expect("it has one");
    let serving = tokio::spawn(async move { drop(axum::serve(listener, router).await) });
    stage.server.world.sql(&format!("update provider set base_url = 'http://{slow}', version = version + 1")).await;
    stage.send(&numbers(1)).await;
    let dialler = stage.dialler();
    let dialling = tokio::spawn(async move { dialler.run_once().await });
    stage
        .until("it is being placed", "select count(*) as n from attempt where state = 1", |placing| placing == 1)
        .await;
    stage.server.world.sql("update attempt set check_at = clock_timestamp() - interval '1 minute'").await;
    stage.dialler().run_once().await.expect("a look");
    assert_eq!((asked.load(Ordering::SeqCst), looked.load(Ordering::SeqCst)), (1, 0));
    gate.notify_one();
    dialling.await.expect("no panic").expect("it is placed");
    assert_eq!(stage.figure("select count(*) as n from attempt where placed_at is not null").await, 1);
    serving.abort();
}

#[tokio::test]
async fn a_provider_that_goes_silent_with_calls_under_way_gets_no_new_ones() {
    let slow = Behaviour { time_factor: 1.0, ..quick() };
    let stage = Stage::new(slow, CampaignDraft { max_concurrent: "10".into(), ..free() }).await;
    stage.send(&numbers(10)).await;
    stage
        .until("they are under way", "select count(*) as n from attempt where state >= 3", |placed| placed == 10)
        .await;
    let moved = "update provider set base_url = 'http://127.0.0.1:9', version = version + 1";
    stage.server.world.sql(moved).await;
    let open = "select count(*) as n from provider where open_until > now() and open_reason <> ''";
    stage.until("the breaker opens", open, |open| open == 1).await;
    assert_eq!(
        stage.figure("select count(*) as n from dial where slot_until is not null").await,
        10,
        "nothing is lost"
    );
}

#[tokio::test]
async fn diallers_that_die_at_any_moment_lose_no_dial_dial_nobody_twice_and_pass_no_limit() {
    let faulty = Behaviour {
        lost: 0.05,
        repeated: 0.1,
        reordered: 0.1,
        unknown: 0.02,
        errors: 0.02,
        mix: server::provider_mock::Mix { picked: 0.9, disconnected: 0.1, no_answer: 0.0, declined: 0.0 },
        ..quick()
    };
    let stage = Stage::still(faulty, CampaignDraft { max_concurrent: "60".into(), max_attempts: "1".into(), ..free() });
    let stage = stage.await;
    stage.without_breaker().await;
    stage.send(&numbers(800)).await;
    let mut diallers: Vec<_> = (0..4).map(|_| tokio::spawn(run(stage.dialler()))).collect();
    let ended = "select count(*) as n from dial where state >= 6 and slot_until is null";
    let (mut samples, mut commits) = (0_usize, 0_usize);
    let mut changes = stage.changes().await;
    let living = async {
        while stage.figure(ended).await < 800 {
            changes.recv().await.expect("the database tells of changes");
            commits += 1;
            if commits % COMMITS_A_DEATH > 0 {
                continue;
            }
            // One is torn out of whatever it does, as by a signal nobody can catch; another takes its place.
            let one = samples % diallers.len();
            diallers[one].abort();
            diallers[one] = tokio::spawn(run(stage.dialler()));
            assert_eq!(stage.figure(LOST).await, 0);
            let over = "select greatest(0, count(*) - 60) as n from dial where slot_until is not null";
            assert_eq!(stage.figure(over).await, 0, "more slots than the limit");
            samples += 1;
        }
    };
    tokio::time::timeout(Duration::from_secs(240), living).await.expect("every dial ends");
    for dialler in diallers {
        dialler.abort();
    }
    assert!(samples > 3, "nobody died");
    let gauge = stage.mock.gauge();
    assert!(gauge.peak <= 60, "{gauge:?}");
    assert_eq!((stage.called_twice(), stage.figure(LOST).await), (0, 0));
}

async fn run(dialler: engine::dial::Dialler) {
    dialler.run(CancellationToken::new()).await;
}
