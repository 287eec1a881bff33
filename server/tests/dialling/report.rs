//! The report for whoever audits a campaign: what it says is what a recount of the rows finds.

use crate::stage::{OWNER, Stage, all, free, numbers, quick};
use crate::support::browser::Browser;
use axum::http::Method;
use domain::campaign::CampaignDraft;
use domain::scope::Role;
use serde_json::{Value, json};
use server::provider_mock::Behaviour;
use std::collections::BTreeMap;

/// A campaign that called forty people, some of whom agreed, and none whom the list stops.
async fn called() -> Stage {
    let mix = all(|mix| (mix.picked, mix.no_answer) = (0.6, 0.4));
    let behaviour = Behaviour { mix, abandoned: Some(0.0), heeds_ringing: false, ..quick() };
    let policy = "global_rules:\n  - days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]\n    time_slots:\n      - {start_time: \"00:00\", end_time: \"24:00\", max_attempts: 1, retry_interval_minutes: 1}\n";
    let draft = CampaignDraft { consent_required: false, retry_policy: policy.into(), ..free() };
    let mut stage = Stage::still(behaviour, draft).await;
    for number in &numbers(40)[..15] {
        stage.agree(number).await;
    }
    stage.server.post("/api/v1/do-not-call/", json!({ "phone_numbers": &numbers(43)[40..] })).await.expect(200);
    stage.dial();
    stage.send(&numbers(43)).await;
    stage.ended(43).await;
    stage
}

/// The cells of each line behind the heading, by their names.
fn lines(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|line| line.expect("a line reads")).collect()
}

/// The figure that the page shows for a word.
fn shown(page: &str, word: &str) -> i64 {
    let behind = page.split(&format!("data-figure=\"{word}\"")).nth(1).unwrap_or_else(|| panic!("{word} is shown"));
    behind.split(['>', '<']).nth(1).and_then(|text| text.replace(',', "").parse().ok()).expect("a figure")
}

#[tokio::test]
async fn the_page_the_file_and_rest_tell_what_a_recount_of_the_rows_finds() {
    let stage = called().await;
    let (server, id) = (&stage.server, stage.campaign);
    let browser = Browser::signed_in(server, OWNER).await;
    let path = format!("/campaigns/{id}/report");
    let page = browser.get(&path).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let page = page.text();
    let file = browser.get(&format!("{path}/attempts")).await;
    assert_eq!((file.status.as_u16(), file.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert!(file.header("content-disposition").contains(&format!("campaign-{id}-attempts-")));
    let lines = lines(&file.text());
    let told = server.get(&format!("/api/v1/campaigns/{id}/report/")).await.expect(200);

    for (word, code) in [("PICKED", 1), ("DISCONNECTED", 2), ("RNR", 3), ("FAILED", 4), ("DECLINED", 5)] {
        let counted = stage.figure(&format!("select count(*) as n from attempt where outcome = {code}")).await;
        let in_file = lines.iter().filter(|line| line["outcome"] == word).count();
        assert_eq!(
            (shown(&page, word), told["outcomes"][word].as_i64(), in_file as i64),
            (counted, Some(counted), counted)
        );
    }
    assert_eq!((shown(&page, "ATTEMPTS"), lines.len(), told["attempts"].as_i64()), (40, 40, Some(40)));
    assert!(shown(&page, "PICKED") > 0 && shown(&page, "RNR") > 0);
    // Verdicts are those of dials: three were on a list.
    assert_eq!((shown(&page, "ALLOWED"), shown(&page, "DO_NOT_CALL")), (40, 3), "{told}");

    // Consent: fifteen by one from the fair, the rest by none, as the campaign may.
    assert_eq!((&told["consents"][0]["source"], &told["consents"][0]["attempts"]), (&json!("the fair"), &json!(15)));
    assert_eq!(told["without_consent"], json!(25));
    assert!(
        page.contains("Numbers that the company never generated take no consent; 25 attempts were made without one.")
    );
    let agreed: Vec<_> = lines.iter().filter(|line| line["consent_kind"] == "oral").collect();
    assert_eq!(agreed.len(), 15);
    let recorded = "select count(*) as n from consent k join attempt a on a.number = k.number where k.id = ";
    assert_eq!(stage.figure(&[recorded, &agreed[0]["consent_id"]].concat()).await, 1);

    // Hours: San Francisco's, worked out by the database as well.
    let hours = told["local_hours"].as_array().expect("24 of them");
    let counted = "select coalesce(jsonb_object_agg(h, n), '{}')::text as text from (
         select extract(hour from started_at at time zone 'America/Los_Angeles')::integer as h, count(*) as n
         from attempt group by 1) hours";
    let counted: BTreeMap<usize, u64> = serde_json::from_str(&server.world.text(counted).await).expect("hours");
    for (hour, calls) in hours.iter().enumerate() {
        assert_eq!(calls.as_u64(), Some(counted.get(&hour).copied().unwrap_or(0)), "{hour}");
    }
    for line in &lines {
        assert!(line["time_zones"].starts_with("America/"), "{line:?}");
        assert_eq!(line["started_local"].len(), 19, "{line:?}");
    }

    // Abandoned calls and ringing.
    let answered = stage.figure("select count(*) as n from attempt where bridging = 1").await;
    let abandoned = &told["abandoned"];
    assert_eq!((&abandoned["share"], abandoned["answered"].as_i64()), (&json!(0.0), Some(answered)));
    assert_eq!(lines.iter().filter(|line| line["bridging"] == "CONNECTED").count() as i64, answered);
    let short = "select count(*) as n from attempt where outcome = 3 and ended_at - ringing_at < interval '15 seconds'";
    assert_eq!(told["ringing"]["short"].as_i64(), Some(stage.figure(short).await));
    assert!(told["ringing"]["short"].as_i64() > Some(0), "this mock rings for ten seconds at most: {told}");

    // The rules of these days, with their sources.
    for part in ["us-hours", "47 CFR 64.1200(c)(1)", "Those that are shipped", "Company", "Period", "Made"] {
        assert!(page.contains(part), "{part}");
    }
    // Who had the file made stands in the audit.
    let audited = "select count(*) as n from audit_entry where verb = 'campaign.report_file'";
    assert_eq!(stage.figure(audited).await, 1);
}

#[tokio::test]
async fn calls_outside_the_hours_of_the_law_are_found_though_the_verdict_allowed_them() {
    let stage = called().await;
    // Three began at three in the morning and one on an evening past nine, whatever was stored when they were judged.
    for (places, at) in [("1, 2, 3", "2026-03-02 03:00"), ("4", "2026-03-02 21:30"), ("5, 6", "2026-03-02 12:00")] {
        let moved = format!(
            "update attempt set started_at = timestamp '{at}' at time zone 'America/Los_Angeles' where id in
                 (select id from (select id, row_number() over (order by id) as n from attempt) a where n in ({places}))"
        );
        stage.server.world.sql(&moved).await;
    }
    let path = format!("/api/v1/campaigns/{}/report/?from=2026-03-01&to=2026-03-03", stage.campaign);
    let told = stage.server.get(&path).await.expect(200);
    assert_eq!((&told["attempts"], &told["outside_law"]), (&json!(6), &json!(4)), "{told}");
    assert_eq!(
        (&told["local_hours"][3], &told["local_hours"][21], &told["local_hours"][12]),
        (&json!(3), &json!(1), &json!(2))
    );
    let browser = Browser::signed_in(&stage.server, OWNER).await;
    let page = browser.get(&format!("/campaigns/{}/report?from=2026-03-01&to=2026-03-03", stage.campaign)).await.text();
    assert!(page.contains("Outside the hours of the law, by any clock that they may go by: 4."), "{page}");
    assert!(!page.contains("by_set_zone"), "nobody set a zone: {page}");

    // Somebody wrote on the contacts that their clock is that of the Azores: three in the morning is eleven there.
    // What is known of their dials since then changes nothing; what the calls were allowed by counts.
    let set =
        r#"set verdict_inputs = verdict_inputs || '{"zones": ["Atlantic/Azores"], "zones_set_on_contact": true}'"#;
    stage.server.world.sql(&["update dial ", set].concat()).await;
    let unchanged = stage.server.get(&path).await.expect(200);
    assert_eq!((&unchanged["by_set_zone"], &unchanged["outside_law"]), (&json!(0), &json!(4)), "{unchanged}");
    stage.server.world.sql(&["update attempt ", set].concat()).await;
    let told = stage.server.get(&path).await.expect(200);
    assert_eq!((&told["by_set_zone"], &told["outside_law"]), (&json!(3), &json!(1)), "{told}");
    let page = browser.get(&format!("/campaigns/{}/report?from=2026-03-01&to=2026-03-03", stage.campaign)).await.text();
    assert!(
        page.contains("only by a time zone that somebody set on the contact, and not by the area code: 3."),
        "{page}"
    );
}

#[tokio::test]
async fn rules_that_changed_within_a_quarter_of_an_hour_count_from_their_minute_on() {
    let stage = called().await;
    let server = &stage.server;
    let evening = |time: &str| format!("timestamp '2026-03-02 {time}' at time zone 'America/Los_Angeles'");
    for (places, time) in [("1, 2, 3", "19:31"), ("4, 5", "19:36")] {
        let moved = format!(
            "update attempt set started_at = {} where id in
                 (select id from (select id, row_number() over (order by id) as n from attempt) a where n in ({places}))",
            evening(time)
        );
        server.world.sql(&moved).await;
    }
    let path = format!("/api/v1/campaigns/{}/report/?from=2026-03-01&to=2026-03-03", stage.campaign);
    let told = server.get(&path).await.expect(200);
    assert_eq!(
        (&told["attempts"], &told["outside_law"]),
        (&json!(5), &json!(0)),
        "until eight by the strictest of the shipped ones"
    );

    // From 19:34 on nobody is called past seven.
    let rules = "rule_id,jurisdiction,kind,value,effective_from,source\nhours,US,hours,08:00-19:00,2020-01-01,read\n";
    let changed = format!(
        "insert into calling_rules (text, rules, based_on, in_force_at) values ('{rules}', 1, 0, {})",
        evening("19:34")
    );
    server.world.sql(&changed).await;
    let told = server.get(&path).await.expect(200);
    assert_eq!(told["outside_law"], json!(2), "{told}");
    let browser = Browser::signed_in(server, OWNER).await;
    let page = browser.get(&format!("/campaigns/{}/report?from=2026-03-01&to=2026-03-03", stage.campaign)).await.text();
    assert!(page.contains("Outside the hours of the law, by any clock that they may go by: 2."), "{page}");
}

#[tokio::test]
async fn a_formula_in_what_others_wrote_is_guarded_and_a_wrong_period_is_told_at_its_field() {
    let stage = called().await;
    let (server, id) = (&stage.server, stage.campaign);
    server.world.sql("update attempt set detail = '=HYPERLINK(\"http://evil\")'").await;
    server.world.sql("update provider set name = '+cmd'").await;
    let browser = Browser::signed_in(server, OWNER).await;
    let lines = lines(&browser.get(&format!("/campaigns/{id}/report/attempts")).await.text());
    assert!(lines.iter().all(|line| line["detail"].starts_with("'=") && line["provider"] == "'+cmd"), "{:?}", lines[0]);
    for (query, text) in [
        ("from=x", "This must be a date"),
        ("from=2026-02-01&to=2026-01-01", "The first day is behind the last."),
        ("from=2024-01-01&to=2026-01-01", "A report is of 366 days at most."),
    ] {
        let page = browser.get(&format!("/campaigns/{id}/report?{query}")).await;
        assert!(page.text().contains(text), "{query}");
        let file = browser.get(&format!("/campaigns/{id}/report/attempts?{query}")).await;
        assert_eq!(file.status, 400, "{query}");
        let answer = server.get(&format!("/api/v1/campaigns/{id}/report/?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.text().contains(text), "{query}: {}", answer.text());
    }
    let empty = browser.get(&format!("/campaigns/{id}/report?from=2020-01-01&to=2020-01-31")).await.text();
    assert!(empty.contains("Nothing in this period"), "{empty}");
}

#[tokio::test]
async fn another_company_finds_no_report_and_a_page_of_the_file_joins_the_next() {
    let stage = called().await;
    let (server, id) = (&stage.server, stage.campaign);
    let (tenant, user, _) = server.world.other("other", Role::Owner).await;
    let token = server.token_of(tenant, user, &[domain::scope::TokenScope::Admin]).await;
    let path = format!("/api/v1/campaigns/{id}/report/");
    let answer = server.ask(crate::support::with_token(Method::GET, &path, &token, axum::body::Body::empty())).await;
    assert_eq!(answer.status, 404, "{}", answer.text());
    // More than are read at once, many of them at one moment.
    server
        .world
        .sql(
            "insert into attempt (tenant_id, key, dial_id, campaign_id, provider_id, number, place, state, outcome, started_at)
             select d.tenant_id, gen_random_uuid(), d.id, d.campaign_id, d.provider_id, d.number, n, 6, 4,
                 date_trunc('minute', now()) - make_interval(mins => (n % 3)::integer)
             from (select * from dial where state = 6 order by id limit 1) d cross join generate_series(2, 20) n",
        )
        .await;
    let copies = "insert into dial (tenant_id, call_id, campaign_id, provider_id, number, state, verdict, ended_at)
         select tenant_id, gen_random_uuid(), campaign_id, provider_id, number, 6, 'ALLOWED', now()
         from (select * from dial where state = 6 order by id limit 1) d cross join generate_series(1, 5000)";
    server.world.sql(copies).await;
    let attempts = "insert into attempt (tenant_id, key, dial_id, campaign_id, provider_id, number, place, state, outcome, started_at)
         select tenant_id, gen_random_uuid(), id, campaign_id, provider_id, number, 1, 6, 4, date_trunc('minute', now())
         from dial d where not exists (select from attempt a where a.dial_id = d.id) and state = 6";
    server.world.sql(attempts).await;
    let browser = Browser::signed_in(server, OWNER).await;
    let text = browser.get(&format!("/campaigns/{id}/report/attempts")).await.text();
    let lines = lines(&text);
    let stored = stage.figure("select count(*) as n from attempt").await;
    assert_eq!(lines.len() as i64, stored);
    let keys: std::collections::BTreeSet<_> =
        lines.iter().map(|line| (line["call_id"].clone(), line["attempt"].clone())).collect();
    assert_eq!(keys.len(), lines.len(), "no attempt stands there twice");
    let told: Value = server.get(&path).await.expect(200);
    assert_eq!(told["attempts"].as_i64(), Some(stored));
}
