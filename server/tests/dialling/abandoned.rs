//! The share of abandoned calls is kept within the law's limit where the provider reports, and is told as unknowable where it
//! does not (FEATURES E17).

use crate::stage::{OWNER, Stage, free, numbers, quick};
use crate::support::browser::Browser;
use domain::campaign::CampaignDraft;
use domain::provider::ProviderDraft;
use serde_json::json;
use server::provider_mock::Behaviour;

/// What is stored of each period, against the attempts: 0 where they agree.
const DIFFERENCES: &str = "select count(*) as n from abandoned_period p full join (
     select tenant_id, campaign_id, count(*) as answered, count(*) filter (where bridging = 2) as abandoned,
         count(*) filter (where bridging = 3) as unknown
     from attempt where bridging is not null group by 1, 2) a
     on a.tenant_id = p.tenant_id and a.campaign_id = p.campaign_id
     where (p.answered, p.abandoned, p.unknown) is distinct from (a.answered, a.abandoned, a.unknown)";

/// Writes down each state of the counts in which the limit is passed: 3 % of the answered, or 3 of the first hundred.
async fn watch(stage: &Stage) {
    for sql in [
        "create table passed (answered bigint, abandoned bigint)",
        "create function watch_share() returns trigger language plpgsql as $$ begin
             if (new.abandoned + new.unknown) * 100 > 3 * greatest(new.answered, 100) then
                 insert into passed values (new.answered, new.abandoned + new.unknown);
             end if;
             return null; end $$",
        "create trigger watch_share after insert or update on abandoned_period
             for each row execute function watch_share()",
    ] {
        stage.server.world.sql(sql).await;
    }
}

async fn stage(behaviour: Behaviour) -> Stage {
    let stage = Stage::still(behaviour, CampaignDraft { max_concurrent: "200".into(), ..free() }).await;
    watch(&stage).await;
    stage
}

async fn explained(stage: &Stage) -> serde_json::Value {
    stage.server.get(&format!("/api/v1/campaigns/{}/explain/", stage.campaign)).await.expect(200)
}

#[tokio::test]
async fn a_provider_that_abandons_a_fifth_is_stopped_before_the_limit_is_passed() {
    let mut stage = stage(Behaviour { abandoned: Some(0.2), repeated: 0.2, reordered: 0.2, ..quick() }).await;
    // Several diallers at once: the limit holds for all of them together.
    for _ in 0..3 {
        stage.dial();
    }
    stage.send(&numbers(400)).await;
    let abandoned = "select coalesce(sum(abandoned), 0)::bigint as n from abandoned_period";
    stage.until("three are abandoned", abandoned, |n| n >= 3).await;
    stage
        .until("no call is under way", "select count(*) as n from dial where slot_until is not null", |n| n == 0)
        .await;
    assert_eq!(stage.figure("select count(*) as n from passed").await, 0);
    assert_eq!(stage.figure(abandoned).await, 3);
    assert_eq!(stage.figure(DIFFERENCES).await, 0);
    // The rest waits, and is told why.
    let called = stage.mock.ledger().len();
    assert!(called < 100, "{called}");
    assert_eq!(stage.mock.gauge().peak, 3, "no more at once than may all be abandoned");
    let told = explained(&stage).await;
    let held = &told["abandoned"];
    assert_eq!((&held["stopped"], &held["room"], &held["abandoned"]), (&json!(true), &json!(0), &json!(3)), "{told}");
    assert_eq!((&held["rule"], &held["limit"], &held["known"]), (&json!("us-abandoned"), &json!(0.03), &json!(true)));
    let metrics = stage.server.get("/metrics").await.text();
    assert!(metrics.contains("trunkline_campaigns_stopped_by_abandoned_calls 1"), "{metrics}");
    let browser = Browser::signed_in(&stage.server, OWNER).await;
    let page = browser.get(&format!("/campaigns/{}", stage.campaign)).await.text();
    for part in
        ["Abandoned calls", "us-abandoned", "16 CFR 310.4(b)(4)", "Nobody is called", "Why nobody is being dialled"]
    {
        assert!(page.contains(part), "{part}");
    }
    assert!(browser.get("/campaigns").await.text().contains("Held: too many abandoned calls"));
    // Whoever counts goes on to tell while it is stopped.
    let (engine, scope) = (&stage.server.world.engine, &stage.server.world.scope);
    let provider = engine::provider::get(engine, scope, stage.provider).await.expect("it is there");
    let silent = ProviderDraft { tells_bridging: false, ..provider.draft() };
    match engine::provider::edit(engine, scope, stage.provider, &silent, false, None).await {
        Err(engine::Error::Invalid(errors)) => assert!(!errors.at("tells_bridging").is_empty(), "{errors}"),
        other => panic!("the stop was lifted: {other:?}"),
    }
    // It stays so, however often somebody looks.
    stage.dialler().run_once().await.expect("it looks");
    assert_eq!(stage.mock.ledger().len(), called);
}

#[tokio::test]
async fn with_few_abandoned_calls_all_are_made_and_the_share_is_that_of_the_attempts() {
    let mut stage = stage(Behaviour { abandoned: Some(0.004), seed: 3, ..quick() }).await;
    stage.dial();
    stage.send(&numbers(400)).await;
    stage.ended(400).await;
    assert_eq!(stage.figure("select count(*) as n from passed").await, 0);
    assert_eq!(stage.figure(DIFFERENCES).await, 0);
    let held = &explained(&stage).await["abandoned"];
    let abandoned =
        stage.figure("select count(*) as n from attempt where bridged_at is null and person_at is not null").await;
    assert!(abandoned > 0, "the seed abandons somebody");
    assert_eq!((&held["answered"], &held["abandoned"], &held["unknown"]), (&json!(400), &json!(abandoned), &json!(0)));
    assert_eq!(held["share"], json!(abandoned as f64 / 400.0));
    // More at once than at the start, as people were connected.
    assert!(stage.mock.gauge().peak > 3, "{}", stage.mock.gauge().peak);
}

#[tokio::test]
async fn without_reports_nothing_is_held_back_and_the_page_says_that_the_share_can_not_be_known() {
    let mut stage = stage(quick()).await;
    stage.dial();
    stage.send(&numbers(50)).await;
    stage.ended(50).await;
    assert_eq!(stage.figure("select count(*) as n from abandoned_period").await, 0);
    let held = &explained(&stage).await["abandoned"];
    assert_eq!((&held["known"], &held["share"], &held["stopped"]), (&json!(false), &json!(null), &json!(false)));
    let browser = Browser::signed_in(&stage.server, OWNER).await;
    let page = browser.get(&format!("/campaigns/{}", stage.campaign)).await.text();
    assert!(page.contains("It can’t be known: this provider does not report"), "{page}");
}

#[tokio::test]
async fn a_provider_that_forgets_to_report_is_held_back_as_if_it_had_abandoned_those_calls() {
    // It is said to report, and does not.
    let mut stage = stage(Behaviour { abandoned: None, ..quick() }).await;
    let says = "update provider set bridging_since = now() - interval '1 day'";
    stage.server.world.sql(says).await;
    stage.dial();
    stage.send(&numbers(40)).await;
    let unknown = "select coalesce(sum(unknown), 0)::bigint as n from abandoned_period";
    stage.until("three are unknown", unknown, |n| n >= 3).await;
    stage
        .until("no call is under way", "select count(*) as n from dial where slot_until is not null", |n| n == 0)
        .await;
    assert_eq!((stage.figure(unknown).await, stage.mock.ledger().len()), (3, 3));
    let held = &explained(&stage).await["abandoned"];
    assert_eq!((&held["known"], &held["stopped"], &held["abandoned"]), (&json!(false), &json!(true), &json!(0)));
}
