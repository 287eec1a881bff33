//! What is told of dialling is what a recount finds (FEATURES M25).

use crate::stage::{OWNER, Stage, free, numbers, quick};
use crate::support::browser::Browser;
use crate::support::{bare, with_token};
use axum::body::Body;
use axum::http::Method;
use domain::campaign::CampaignDraft;
use domain::dial::DialState;
use serde_json::json;
use server::provider_mock::{Behaviour, Mix};

/// One attempt each, at any time.
const ONCE: &str = "global_rules:
  - days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
    time_slots:
      - {start_time: \"00:00\", end_time: \"24:00\", max_attempts: 1, retry_interval_minutes: 1}
";

/// The figure that stands behind a label on a campaign's page.
fn shown(page: &str, label: &str) -> u64 {
    let funnel = page.split("class=\"funnel\"").nth(1).expect("the page has its funnel");
    let behind = funnel.split(&format!("</span>{label}<")).nth(1).expect("the stage is there");
    let figure =
        behind.split("stat-figure\">").nth(1).and_then(|rest| rest.split('<').next()).expect("it has a figure");
    figure.replace(',', "").parse().expect("a figure")
}

#[tokio::test]
async fn page_rest_and_prometheus_tell_what_a_recount_of_the_rows_and_the_providers_own_ledger_find() {
    let mixed = Behaviour { mix: Mix { picked: 0.5, disconnected: 0.1, no_answer: 0.2, declined: 0.1 }, ..quick() };
    let stage = Stage::new(mixed, CampaignDraft { retry_policy: ONCE.into(), ..free() }).await;
    let refused = json!({ "phone_numbers": numbers(3) });
    stage.server.post("/api/v1/do-not-call/", refused).await.expect(200);
    stage.send(&numbers(200)).await;
    stage.ended(200).await;
    stage
        .until("every event is applied", "select count(*) as n from provider_event where applied_at is null", |n| {
            n == 0
        })
        .await;
    let placed: usize = stage.mock.ledger().values().sum();
    assert_eq!(placed, 197, "three are on a do-not-call list");

    let states = stage.states().await;
    let attempts = stage.figure("select count(*) as n from attempt").await;
    assert_eq!(usize::try_from(attempts).expect("few"), placed);

    // The page.
    let browser = Browser::signed_in(&stage.server, OWNER).await;
    let page = browser.get(&format!("/campaigns/{}", stage.campaign)).await.text();
    for (label, state) in [
        ("Completed", DialState::Completed),
        ("Failed", DialState::Failed),
        ("Blocked", DialState::Blocked),
        ("Cancelled", DialState::Cancelled),
        ("To retry", DialState::Retrying),
    ] {
        let counted = states[usize::try_from(state.code() - 1).expect("a place")];
        assert_eq!(shown(&page, label), u64::try_from(counted).expect("a count"), "{label}");
    }
    assert_eq!((shown(&page, "Queued"), shown(&page, "Under way")), (0, 0));
    assert_eq!(states.iter().sum::<i64>(), 200);

    // REST.
    let told = stage.server.get("/api/v1/metrics/").await.expect(200);
    let days = told["recent_metrics"].as_array().expect("days");
    let sum = |name: &str| days.iter().map(|day| day[name].as_i64().expect("a figure")).sum::<i64>();
    for (name, recount) in [
        ("total_calls_initiated", "select count(*) as n from dial"),
        ("total_calls_picked", "select count(*) as n from attempt where outcome = 1"),
        ("total_calls_disconnected", "select count(*) as n from attempt where outcome in (2, 5)"),
        ("total_calls_rnr", "select count(*) as n from attempt where outcome = 3"),
        ("total_retries", "select count(*) as n from attempt where place > 1"),
        ("dlq_entries_created", "select count(*) as n from dead_letter"),
        ("total_call_duration_seconds", "select coalesce(sum(talk_s), 0)::bigint as n from attempt"),
    ] {
        assert_eq!(sum(name), stage.figure(recount).await, "{name}");
    }
    assert_eq!(told["current_concurrent_calls"], 0);

    // Prometheus.
    let text = stage.server.ask(bare(Method::GET, "/metrics")).await.text();
    let value = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("{name} is told: {text}")).parse::<f64>().expect("a figure")
    };
    for state in DialState::ALL {
        let counted = states[usize::try_from(state.code() - 1).expect("a place")];
        let name = format!("trunkline_dials{{state=\"{}\"}}", state.as_str().to_lowercase());
        assert_eq!(value(&name), counted as f64, "{name}");
    }
    assert_eq!(value("trunkline_calls_in_flight"), 0.0);
    let letters = stage.figure("select count(*) as n from dead_letter where processed_at is null").await;
    assert_eq!(value("trunkline_dead_letters"), letters as f64);
    assert_eq!(value("trunkline_provider_answers_total{answer=\"placed\"}"), placed as f64);
    let histogram = value("trunkline_provider_seconds_count");
    assert_eq!(histogram, placed as f64, "each call to the provider was timed");

    // And what a verdict says of a campaign is the list of its dials.
    let explain = format!("/api/v1/campaigns/{}/explain/", stage.campaign);
    let explained = stage.server.ask(with_token(Method::GET, &explain, &stage.server.token, Body::empty())).await;
    let blocked = stage.figure("select count(*) as n from dial where verdict <> 'ALLOWED'").await;
    assert_eq!(blocked, 3, "{}", explained.text());
}
