//! Who is not called, and why (FEATURES L9, L10, E15).

use crate::stage::{Stage, free, numbers, quick};
use domain::campaign::CampaignDraft;
use serde_json::json;

#[tokio::test]
async fn a_number_without_consent_is_blocked_and_nobody_is_called() {
    let stage = Stage::new(quick(), CampaignDraft { consent_required: true, ..free() }).await;
    let body = json!({ "phone_number": "4152000002", "campaign_id": stage.campaign });
    let made = stage.server.post("/api/v1/initiate-call/", body.clone()).await.expect(201);
    assert_eq!((&made["status"], &made["error_message"]), (&json!("BLOCKED"), &json!("No consent recorded.")));
    assert!(stage.mock.ledger().is_empty());
    // Once somebody agreed it is called.
    stage.agree("4152000002").await;
    let made = stage.server.post("/api/v1/initiate-call/", body).await.expect(201);
    assert_eq!(made["status"], "INITIATED");
    stage.ended(2).await;
    assert_eq!(stage.mock.ledger().len(), 1);
}

#[tokio::test]
async fn a_generated_number_is_not_dialled_without_consent_whatever_the_campaign_says_and_wherever_it_comes_from() {
    let stage = Stage::new(quick(), free()).await;
    let (server, world) = (&stage.server, &stage.server.world);
    let project = server.post("/api/projects/", json!({ "name": "Pool" })).await.expect(201)["data"]["id"].clone();
    let body = json!({ "project_id": project, "area_code": "415", "quantity": 5 });
    server.post("/api/phone-generator/generate-numbers-enhanced/", body).await.expect(201);
    server.run_jobs().await;
    let number = world.figure("select min(number) as n from number").await;
    let body = json!({ "phone_number": format!("+{number}"), "campaign_id": stage.campaign });
    for deleted in [false, true] {
        if deleted {
            // The number is gone, and typed in again: that it was generated is remembered.
            world.sql("delete from number").await;
        }
        let made = server.post("/api/v1/initiate-call/", body.clone()).await.expect(201);
        assert_eq!(made["status"], "BLOCKED", "deleted: {deleted}: {made}");
    }
    let words = "select count(*) as n from dial where verdict = 'GENERATED_NO_CONSENT' and state = 8";
    assert_eq!(world.figure(words).await, 2);
    let many = stage.send(&[format!("+{number}")]).await;
    assert_eq!((&many["blocked"], &many["failed"]), (&json!(1), &json!(0)), "{many}");
    // Also from a campaign's own list.
    server
        .post(
            "/api/v1/phone-numbers/",
            json!({ "campaign_id": stage.campaign, "phone_numbers": [format!("+{number}")] }),
        )
        .await
        .expect(201);
    let listed = json!({ "campaign_id": stage.campaign, "use_campaign_numbers": true });
    assert_eq!(server.post("/api/v1/bulk-initiate-calls/", listed).await.expect(201)["blocked"], 1);
    assert!(stage.mock.ledger().is_empty());
    stage.agree(&format!("+{number}")).await;
    assert_eq!(server.post("/api/v1/initiate-call/", body).await.expect(201)["status"], "INITIATED");
    stage.ended(5).await;
    assert_eq!(stage.mock.ledger().len(), 1);
}

#[tokio::test]
async fn a_number_that_is_stopped_while_it_waits_is_never_dialled() {
    let mut stage = Stage::still(quick(), CampaignDraft { max_concurrent: "50".into(), ..free() }).await;
    let sent = numbers(300);
    stage.send(&sent).await;
    let stopped: Vec<&String> = sent.iter().step_by(3).collect();
    stage.server.post("/api/v1/do-not-call/", json!({ "phone_numbers": stopped })).await.expect(200);
    stage.dial();
    stage.ended(300).await;
    let ledger = stage.mock.ledger();
    assert!(stopped.iter().all(|number| !ledger.contains_key(*number)), "a stopped number was called");
    assert_eq!(ledger.len(), 200);
    let blocked = "select count(*) as n from dial where state = 8 and verdict = 'DO_NOT_CALL'";
    assert_eq!(stage.figure(blocked).await, 100);
}

#[tokio::test]
async fn what_is_on_the_list_of_a_campaign_that_campaign_leaves_alone_and_no_other() {
    let stage = Stage::new(quick(), free()).await;
    let other = json!({ "name": "Other", "enforce_hours": false, "consent_required": false, "is_active": true });
    let other = stage.server.post("/api/v1/campaigns/", other).await.expect(201)["id"].clone();
    let stopped = json!({ "phone_numbers": ["4152000001"], "campaign_id": stage.campaign, "note": "asked us" });
    assert_eq!(stage.server.post("/api/v1/do-not-call/", stopped).await.expect(200)["added"], 1);
    let initiate = async |campaign: &serde_json::Value| {
        let body = json!({ "phone_number": "4152000001", "campaign_id": campaign });
        stage.server.post("/api/v1/initiate-call/", body).await.expect(201)
    };
    let here = initiate(&json!(stage.campaign)).await;
    assert_eq!(
        (&here["status"], &here["error_message"]),
        (&json!("BLOCKED"), &json!("On the campaign’s do-not-call list."))
    );
    assert_eq!(initiate(&other).await["status"], "INITIATED");
    stage.ended(2).await;
    assert_eq!(stage.mock.ledger().get("+14152000001"), Some(&1));
    // It stands on that list alone, is taken off it there, and a campaign that is nobody's has none.
    let count = async |query: &str| {
        stage.server.get(&format!("/api/v1/do-not-call/{query}")).await.expect(200)["pagination"]["count"].clone()
    };
    let own = format!("?campaign_id={}", stage.campaign);
    assert_eq!((count(&own).await, count("").await), (json!(1), json!(0)));
    let off = json!({ "phone_number": "4152000001", "campaign_id": stage.campaign, "reason": "by mistake" });
    stage.server.post("/api/v1/do-not-call/remove/", off).await.expect(200);
    assert_eq!(count(&own).await, json!(0));
    let nobody = json!({ "phone_numbers": ["4152000001"], "campaign_id": 999_999_999 });
    stage.server.post("/api/v1/do-not-call/", nobody).await.expect(404);
}

#[tokio::test]
async fn everybody_on_a_list_has_a_verdict_and_the_histogram_adds_up_to_the_list() {
    let stage = Stage::still(quick(), CampaignDraft { consent_required: true, ..free() }).await;
    stage.server.post("/api/v1/campaigns/", json!({ "name": "List", "enforce_hours": false })).await.expect(201);
    let campaign = stage.figure("select max(id) as n from campaign").await;
    let body = json!({ "campaign_id": campaign, "phone_numbers": numbers(30) });
    stage.server.post("/api/v1/phone-numbers/", body).await.expect(201);
    for number in ["4152000000", "4152000001", "4152000002"] {
        stage.agree(number).await;
    }
    let stopped = json!({ "phone_numbers": ["4152000005"] });
    stage.server.post("/api/v1/do-not-call/", stopped).await.expect(200);
    let path = format!("/api/v1/campaigns/{campaign}/explain/");
    let before = stage.server.get(&path).await.expect(200);
    let sum = |told: &serde_json::Value| -> u64 {
        told["verdicts"].as_object().expect("verdicts").values().filter_map(serde_json::Value::as_u64).sum()
    };
    assert_eq!((sum(&before), &before["would_be_called_now"]), (30, &json!(3)), "{before}");
    assert_eq!(before["verdicts"]["DO_NOT_CALL"], 1);
    assert_eq!(stage.figure("select count(*) as n from campaign_contact where verdict is null").await, 0);
    // It starts, its list becomes dials, and it is over when they are.
    stage.server.post(&format!("/api/v1/campaigns/{campaign}/start/"), json!({})).await.expect(200);
    let dialler = stage.dialler();
    let done = format!("select count(*) as n from campaign where id = {campaign} and state = 6");
    while stage.figure(&done).await == 0 {
        dialler.run_once().await.expect("it dials");
    }
    let after = stage.server.get(&path).await.expect(200);
    assert_eq!((sum(&after), &after["calls"]["accepted"]), (30, &json!(30)), "{after}");
    assert_eq!((&after["calls"]["completed"], &after["calls"]["blocked"]), (&json!(3), &json!(27)));
    assert_eq!(stage.mock.ledger().len(), 3);
}
