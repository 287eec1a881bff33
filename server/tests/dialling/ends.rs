//! Budgets, refusals and dead letters (FEATURES M21, M22, E19).

use crate::stage::{Stage, all, free, numbers, quick};
use domain::campaign::CampaignDraft;
use serde_json::json;
use server::provider_mock::Behaviour;

/// Three attempts at any time, a minute apart.
const POLICY: &str = "global_rules:
  - days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
    time_slots:
      - {start_time: \"00:00\", end_time: \"24:00\", max_attempts: 3, retry_interval_minutes: 1}
";

/// What waits for its next attempt is due now, again and again until everything has ended.
async fn through_retries(stage: &Stage, dials: i64) {
    let dialler = stage.dialler();
    let ended = "select count(*) as n from dial where state >= 6 and slot_until is null";
    while stage.figure(ended).await < dials {
        stage.server.world.sql("update dial set due_at = now() where state = 3").await;
        dialler.run_once().await.expect("it dials");
    }
}

#[tokio::test]
async fn what_is_never_answered_is_tried_as_often_as_its_budget_says() {
    let quiet = Behaviour { mix: all(|mix| mix.no_answer = 1.0), ..quick() };
    let stage = Stage::still(quiet, CampaignDraft { retry_policy: POLICY.into(), ..free() }).await;
    stage.send(&numbers(20)).await;
    through_retries(&stage, 20).await;
    assert_eq!(stage.states().await, [0, 0, 0, 0, 0, 0, 20, 0, 0]);
    let ledger = stage.mock.ledger();
    assert!(ledger.values().all(|times| *times == 3), "{ledger:?}");
    assert_eq!(stage.figure("select count(*) as n from attempt").await, 60);
    assert_eq!(stage.figure("select count(*) as n from dead_letter").await, 0, "nobody answering is no fault");
}

#[tokio::test]
async fn the_campaigns_own_cap_is_part_of_the_one_budget() {
    let quiet = Behaviour { mix: all(|mix| mix.no_answer = 1.0), ..quick() };
    let capped = CampaignDraft { retry_policy: POLICY.into(), max_attempts: "2".into(), ..free() };
    let stage = Stage::still(quiet, capped).await;
    stage.send(&numbers(5)).await;
    through_retries(&stage, 5).await;
    assert!(stage.mock.ledger().values().all(|times| *times == 2));
}

#[tokio::test]
async fn retries_that_wait_for_room_among_retries_keep_nobody_from_the_first_call() {
    let quiet = Behaviour { mix: all(|mix| mix.no_answer = 1.0), ..quick() };
    let mut stage = Stage::still(quiet, CampaignDraft { retry_policy: POLICY.into(), ..free() }).await;
    // More than one claim takes.
    let (called, fresh) = (numbers(155)[..150].to_vec(), numbers(155)[150..].to_vec());
    stage.send(&called).await;
    let dialler = stage.dialler();
    while stage.figure("select count(*) as n from dial where state = 3").await < 150 {
        dialler.run_once().await.expect("it dials");
    }
    // Calls that go on, and room for one retry.
    stage.mend(Behaviour { time_factor: 0.001, ..quick() }).await;
    stage
        .server
        .world
        .sql(
            "insert into tenant_dialling (tenant_id, concurrent_calls, concurrent_retries, retry_batch)
             select id, 1000, 1, 100 from tenant where id > 0",
        )
        .await;
    stage.server.world.sql("update dial set due_at = now() - interval '1 hour'").await;
    stage.send(&fresh).await;
    dialler.run_once().await.expect("it dials");
    let goes_on = |again: &str| {
        format!(
            "select count(*) as n from dial where state in (4, 5) and slot_until is not null and attempts {again} 1"
        )
    };
    assert_eq!(stage.figure(&goes_on("=")).await, 5);
    assert_eq!(stage.figure(&goes_on(">")).await, 1);
}

#[tokio::test]
async fn a_refusal_is_final_unless_the_policy_has_a_rule_for_it() {
    let declines = Behaviour { mix: all(|mix| mix.declined = 1.0), ..quick() };
    let ruled = [POLICY, "status_retry_rules:\n  DECLINED: {should_retry: true, increment_attempt: true}\n"].concat();
    for (policy, attempts) in [(POLICY.to_owned(), 1), (ruled, 3)] {
        let stage = Stage::still(declines.clone(), CampaignDraft { retry_policy: policy, ..free() }).await;
        stage.send(&numbers(5)).await;
        through_retries(&stage, 5).await;
        assert!(stage.mock.ledger().values().all(|times| *times == attempts), "{attempts}");
    }
}

#[tokio::test]
async fn what_failed_for_good_is_a_dead_letter_and_after_the_mending_is_replayed() {
    let broken = Behaviour { mix: all(|_| {}), ..quick() };
    let mut stage = Stage::still(broken, free()).await;
    stage.send(&numbers(100)).await;
    through_retries(&stage, 100).await;
    let open = "select count(*) as n from dead_letter where processed_at is null";
    assert_eq!(stage.figure(open).await, 100);
    let listed = stage.server.get("/api/v1/dlq/?topic=dial.failed&settled=false&page_size=10").await.expect(200);
    assert_eq!(listed["pagination"]["count"], 100, "{listed}");
    let first = listed["rows"][0]["id"].to_string();
    let let_be = stage.server.post(&format!("/api/v1/dlq/{first}/discard/"), json!({})).await.expect(200);
    assert_eq!(let_be["resolution"], "discarded");
    stage.server.post(&format!("/api/v1/dlq/{first}/replay/"), json!({})).await.expect(409);

    stage.mend(quick()).await;
    let second = listed["rows"][1]["id"].to_string();
    let one = stage.server.post(&format!("/api/v1/dlq/{second}/replay/"), json!({})).await.expect(200);
    assert_eq!(one["resolution"], "replayed");
    let body = json!({ "filter": format!("campaign={}", stage.campaign) });
    let told = stage.server.post("/api/v1/dlq/replay/", body).await.expect(200);
    assert_eq!(told["replayed"], 98);
    through_retries(&stage, 199).await;
    assert_eq!(stage.figure(open).await, 0);
    assert_eq!(stage.states().await, [0, 0, 0, 0, 0, 99, 100, 0, 0]);
}

#[tokio::test]
async fn a_dead_letter_of_a_campaign_that_is_over_opens_it_again_and_of_a_cancelled_or_drained_one_it_stays() {
    let broken = Behaviour { mix: all(|_| {}), ..quick() };
    let mut stage = Stage::still(broken, free()).await;
    stage.send(&numbers(2)).await;
    through_retries(&stage, 2).await;
    stage.mend(quick()).await;
    let (id, state) = (stage.campaign, "select state::bigint as n from campaign");
    let letters = stage.server.get("/api/v1/dlq/").await.expect(200);
    let replay = |place: usize| format!("/api/v1/dlq/{}/replay/", letters["rows"][place]["id"]);
    stage.server.world.sql(&format!("update campaign set state = 7, ended_at = now() where id = {id}")).await;
    stage.server.post(&replay(0), json!({})).await.expect(409);
    stage.server.world.sql(&format!("update campaign set state = 5, ended_at = null where id = {id}")).await;
    stage.server.post(&replay(0), json!({})).await.expect(409);
    // One that ends with its contacts is over when its two dials are; the replay makes a third.
    stage
        .server
        .world
        .sql(&format!("update campaign set state = 3, ended_at = null, dials_list = true where id = {id}"))
        .await;
    stage.dialler().run_once().await.expect("it dials");
    assert_eq!(stage.figure(state).await, 6);
    stage.server.post(&replay(0), json!({})).await.expect(200);
    assert_eq!(stage.figure(state).await, 3);
    through_retries(&stage, 3).await;
    stage.dialler().run_once().await.expect("it dials");
    assert_eq!(stage.figure(state).await, 6);
    assert_eq!(stage.figure("select count(*) as n from dead_letter where processed_at is null").await, 1);
}

#[tokio::test]
async fn all_dead_letters_that_match_are_let_be_at_once() {
    let broken = Behaviour { mix: all(|_| {}), ..quick() };
    let stage = Stage::still(broken, free()).await;
    stage.send(&numbers(5)).await;
    through_retries(&stage, 5).await;
    let open = "select count(*) as n from dead_letter where processed_at is null";
    let discard = async |filter: &str| stage.server.post("/api/v1/dlq/discard/", json!({ "filter": filter })).await;
    assert_eq!(discard("topic=attempt.lost").await.expect(200)["discarded"], 0);
    discard("topic=nonsense").await.expect(400);
    // A filter beside the field would mean all of them.
    for verb in ["discard", "replay"] {
        let beside = json!({ "campaign": stage.campaign });
        stage.server.post(&format!("/api/v1/dlq/{verb}/"), beside).await.expect(400);
    }
    assert_eq!(stage.figure(open).await, 5);
    assert_eq!(discard(&format!("campaign={}", stage.campaign)).await.expect(200)["discarded"], 5);
    assert_eq!(discard("").await.expect(200)["discarded"], 0, "they are settled");
    assert_eq!(stage.figure(open).await, 0);
    let told = "select count(*) as n from audit_entry where verb = 'dead_letter.discard'";
    assert_eq!(stage.figure(told).await, 1, "what changes nothing is not told");
}

#[tokio::test]
async fn who_was_blocked_is_called_after_consent_was_recorded_and_somebody_looks_again() {
    let stage = Stage::new(quick(), CampaignDraft { consent_required: true, ..free() }).await;
    stage.send(&numbers(3)).await;
    assert_eq!(stage.figure("select count(*) as n from dial where state = 8").await, 3);
    let path = format!("/api/v1/campaigns/{}/take-up-blocked/", stage.campaign);
    let none = stage.server.post(&path, json!({})).await.expect(200);
    assert_eq!(none, json!({ "looked_at": 3, "taken_up": 0, "more": false }));
    stage.agree(&numbers(3)[1]).await;
    let one = stage.server.post(&path, json!({})).await.expect(200);
    assert_eq!(one, json!({ "looked_at": 3, "taken_up": 1, "more": false }));
    stage.until("it is called", "select count(*) as n from dial where state = 6", |called| called == 1).await;
    assert_eq!(stage.mock.ledger().into_iter().collect::<Vec<_>>(), [(numbers(3)[1].clone(), 1)]);
}
