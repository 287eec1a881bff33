//! The editor of retry policies as a browser without scripts sees it, what its island asks, and the dry run by REST.

use crate::support::Server;
use crate::support::browser::{Browser, FORM, form};
use axum::http::Method;
use domain::campaign::CampaignDraft;
use domain::provider::ProviderDraft;
use engine::campaign;
use serde_json::json;

const DAYTIME: &str = "global_rules:
  - name: Daytime
    days: [monday, tuesday]
    time_slots:
      - {start_time: \"09:00\", end_time: \"17:00\", max_attempts: 4, retry_interval_minutes: 15}
timezone: UTC
";

/// A paused campaign with one dial that waits for its second attempt, an hour from now.
async fn waiting(server: &Server) -> i64 {
    let world = &server.world;
    let draft = ProviderDraft {
        name: "Main".into(),
        kind: "mock".into(),
        base_url: "https://calls.example.test".into(),
        ..ProviderDraft::default()
    };
    let provider = engine::provider::create(&world.engine, &world.scope, &draft).await.expect("it is written").id;
    let draft = CampaignDraft { name: "Autumn".into(), ..CampaignDraft::default() };
    let id = campaign::create(&world.engine, &world.scope, provider, &draft, true).await.expect("it is made").id.0;
    world
        .sql(&format!(
            "with c as (update campaign set state = 4 where id = {id} returning *),
             d as (
                 insert into dial (tenant_id, call_id, campaign_id, provider_id, number, state, verdict, attempts, counted, budget,
                     outcome, due_at)
                 select tenant_id, gen_random_uuid(), id, provider_id, 14152000001, 3, 'ALLOWED', 1, 1, 3, 3,
                     now() + interval '1 hour' from c returning *)
             insert into attempt (tenant_id, key, dial_id, campaign_id, provider_id, number, place, state, outcome, started_at,
                 ended_at)
             select tenant_id, gen_random_uuid(), id, campaign_id, provider_id, number, 1, 6, 3, now() - interval '1 minute', now()
             from d"
        ))
        .await;
    id
}

async fn post(browser: &Browser<'_>, fields: &[(&str, &str)]) {
    let answer = browser.post("/forms/retry-policy-save", &form(fields)).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.text());
}

#[tokio::test]
async fn a_policy_is_checked_without_being_saved_and_saved_with_a_version_to_return_to() {
    let server = Server::new().await;
    let id = waiting(&server).await;
    let browser = Browser::signed_in(&server, "owner@acme.test").await;
    let at = "/settings/retry-policy";
    let versions = async || server.world.figure("select count(*) as n from retry_policy").await;

    // A fault stands with its line, and a mark beneath its column; what was typed is there again.
    let wrong = DAYTIME.replace("time_slots", "time_slot").replace("Daytime", "<b>Day</b>");
    post(&browser, &[("version", "0"), ("retry_policy", &wrong), ("intent", "check")]).await;
    let page = browser.get(at).await.text();
    assert!(page.contains("Line 4, column 5") && page.contains("Did you mean time_slots?"), "{page}");
    assert!(page.contains("    time_slot:") && page.contains("&lt;b&gt;Day") && !page.contains("<b>Day"), "{page}");
    assert!(!page.contains("policy-dry-run"), "nothing is reckoned by what can't be read");

    // One that reads is told with its week, its difference and what it would change; nothing is saved.
    let never = [DAYTIME, "status_retry_rules: {RNR: {should_retry: false}}\n"].concat();
    post(&browser, &[("version", "0"), ("retry_policy", &never), ("intent", "check")]).await;
    let page = browser.get(at).await.text();
    for part in
        ["policy-dry-run", "policy-week", "policy-difference", "By the clock of UTC.", "09:00–17:00", "(415) 200-0001"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.contains("Saving it changes 1 of 1 who wait"), "{page}");
    assert_eq!(versions().await, 0);
    let plain = browser.get(at).await.text();
    assert!(!plain.contains("policy-dry-run") && plain.contains("policy-week"), "asked once, told once");

    post(&browser, &[("version", "0"), ("retry_policy", DAYTIME), ("note", "A try"), ("intent", "save")]).await;
    assert_eq!(versions().await, 1);
    post(&browser, &[("version", "1"), ("retry_policy", ""), ("intent", "save")]).await;
    let first = browser.get(&format!("{at}/versions/1")).await.text();
    assert!(first.contains("A try") && first.contains("max_attempts: 4") && first.contains("?from=1"), "{first}");
    let again = browser.get(&format!("{at}?from=1")).await.text();
    assert!(again.contains("Back to version 1") && again.contains("policy-dry-run"), "{again}");
    assert_eq!(browser.get(&format!("{at}?from=9")).await.status.as_u16(), 404);
    assert_eq!(browser.get(&format!("{at}/versions/9")).await.status.as_u16(), 404);

    // A campaign's own, from its own page; its form says which one counts.
    let form_page = browser.get(&format!("/campaigns/{id}/edit")).await.text();
    assert!(
        form_page.contains("The shipped one counts") && form_page.contains("Give it a policy of its own"),
        "{form_page}"
    );
    let of = id.to_string();
    post(&browser, &[("of", &of), ("version", "0"), ("retry_policy", DAYTIME), ("intent", "save")]).await;
    let page = browser.get(&format!("/campaigns/{id}/retry-policy")).await.text();
    assert!(page.contains("The campaign’s own") && page.contains("Version 1"), "{page}");
    // Whoever edits the campaign by its form leaves the policy as it is.
    let version = server.world.figure("select version as n from campaign").await.to_string();
    let provider = server.world.figure("select provider_id as n from campaign").await.to_string();
    let fields = [
        ("id", of.as_str()),
        ("version", &version),
        ("provider", &provider),
        ("name", "Winter"),
        ("max_concurrent", "5"),
        ("longest_call", "60"),
        ("windows[0][days][]", "mon"),
        ("windows[0][start]", "09:00"),
        ("windows[0][end]", "20:00"),
        ("consent_kinds[]", "oral"),
    ];
    let edited = browser.post("/forms/campaign-edit", &form(&fields)).await;
    assert_eq!(edited.header("location"), format!("/campaigns/{id}"), "{}", edited.text());
    let kept = format!("select text from retry_policy where campaign_id = {id} order by version desc limit 1");
    assert_eq!(server.world.text(&kept).await, DAYTIME);
    assert_eq!(server.world.text("select name as text from campaign").await, "Winter");
}

#[tokio::test]
async fn who_saves_over_another_version_is_told_and_the_island_is_told_what_stands_in_the_text() {
    let server = Server::new().await;
    let browser = Browser::signed_in(&server, "owner@acme.test").await;
    post(&browser, &[("version", "0"), ("retry_policy", DAYTIME), ("intent", "save")]).await;
    post(&browser, &[("version", "0"), ("retry_policy", "{}"), ("intent", "save")]).await;
    let page = browser.get("/settings/retry-policy").await.text();
    assert!(page.contains("Somebody saved another version meanwhile"), "{page}");
    assert_eq!(server.world.figure("select count(*) as n from retry_policy").await, 1);

    let look = async |text: &str| {
        let body = form(&[("retry_policy", text)]);
        let request = browser.request(Method::POST, "/forms/retry-policy-look", "*/*", FORM, &body);
        let answer = browser.send(request).await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text());
        answer.text()
    };
    let told = look("defaults: {max_attempts: <i>}").await;
    assert!(told.contains("Line 1, column 26") && !told.contains("<i>"), "{told}");
    assert!(look(DAYTIME).await.contains("policy-week"));
}

#[tokio::test]
async fn programs_ask_what_a_policy_would_change_and_saving_it_does_that() {
    let server = Server::new().await;
    let id = waiting(&server).await;
    let run = format!("/api/v1/campaigns/{id}/retry-policy/dry-run/");
    let never = "global_rules: []\nstatus_retry_rules: {RNR: {should_retry: false}}\n";
    let told = server.post(&run, json!({ "retry_policy": never })).await.expect(200);
    assert_eq!(
        (told["looked_at"].as_u64(), told["given_up"].as_u64(), told["changed"].as_u64()),
        (Some(1), Some(1), Some(1))
    );
    assert_eq!(told["samples"][0]["gives_up"], "FINAL");
    let of_company = server.post("/api/v1/campaigns/retry-policy/dry-run/", json!({ "retry_policy": never })).await;
    assert_eq!(of_company.expect(200)["given_up"], 1);
    let wrong = server.post(&run, json!({ "retry_policy": "defaults: {max_attempts: many}" })).await;
    assert_eq!(wrong.status.as_u16(), 400);
    assert!(wrong.text().contains("Line 1, column 26"), "{}", wrong.text());
    let none = server.post("/api/v1/campaigns/999999/retry-policy/dry-run/", json!({})).await;
    assert_eq!(none.status.as_u16(), 404);
}
