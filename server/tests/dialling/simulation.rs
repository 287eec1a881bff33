//! What a simulation says before, and what a real run through the mock with the same seed comes to (FEATURES L13).

use crate::stage::{OWNER, Stage, free, numbers, quick};
use crate::support::browser::Browser;
use domain::campaign::CampaignDraft;
use domain::dial::Outcome;
use domain::simulation::OutcomeModel;
use engine::campaign::{Simulated, Wanted, contact, simulate};
use server::provider_mock::{Behaviour, Mix};
use std::collections::BTreeMap;
use time::OffsetDateTime;

const SEED: u64 = 11;
const MIX: Mix = Mix { picked: 0.3, disconnected: 0.1, no_answer: 0.4, declined: 0.1 };

/// Up to four attempts at any time, a minute apart; what fails is tried twice.
const POLICY: &str = "global_rules:
  - days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
    time_slots:
      - {start_time: \"00:00\", end_time: \"24:00\", max_attempts: 4, retry_interval_minutes: 1}
status_retry_rules:
  FAILED: {should_retry: true, increment_attempt: true, max_attempts: 2}
";

/// One attempt each.
const ONCE: &str = "defaults: {max_attempts: 1}\n";

async fn simulated(stage: &Stage, start: OffsetDateTime, seed: u64, other: Option<&str>) -> Simulated {
    let model = OutcomeModel { mix: MIX, seed, ..OutcomeModel::default() };
    let wanted = Wanted { model, start: Some(start), days: 7, other_policy: other.map(str::to_owned) };
    simulate(&stage.server.world.engine, &stage.server.world.scope, stage.campaign, wanted).await.expect("it is told")
}

#[tokio::test]
async fn a_real_run_through_the_mock_comes_to_the_counts_that_the_simulation_told_before() {
    let mixed = Behaviour { mix: MIX, seed: SEED, ..quick() };
    let draft = CampaignDraft { retry_policy: POLICY.into(), max_concurrent: "20".into(), ..free() };
    let stage = Stage::still(mixed, draft).await;
    let (engine, scope) = (&stage.server.world.engine, &stage.server.world.scope);
    contact::add_numbers(engine, scope, stage.campaign, &numbers(300)).await.expect("they are on the list");
    let start = OffsetDateTime::now_utc();
    let before = simulated(&stage, start, SEED, Some(ONCE)).await;
    let report = &before.report;
    assert_eq!(simulated(&stage, start, SEED, None).await.digest, before.digest, "the same seed, the same log");
    assert_ne!(simulated(&stage, start, SEED + 1, None).await.digest, before.digest);
    assert_eq!(
        stage.figure("select count(*) as n from dial").await + i64::from(stage.mock.gauge().placed > 0),
        0,
        "nobody was dialled"
    );
    // The other policy calls everybody once.
    let (other, _) = before.other.expect("it was set beside");
    assert_eq!((other.calls, other.contacts), (300, 300));
    assert!(report.calls > 400 && report.peak <= 20 && report.is_over(), "{report:?}");

    // A campaign that programs made waits for them to send its numbers.
    stage.send(&numbers(300)).await;
    let dialler = stage.dialler();
    let ended = "select count(*) as n from dial where state >= 6 and slot_until is null";
    while stage.figure(ended).await < 300 {
        stage.server.world.sql("update dial set due_at = now() where state = 3").await;
        dialler.run_once().await.expect("it dials");
    }
    let states = stage.states().await;
    assert_eq!(
        (states[5].unsigned_abs(), states[6].unsigned_abs(), states[7].unsigned_abs()),
        (report.completed, report.failed, report.blocked)
    );
    let mut outcomes = BTreeMap::new();
    for outcome in Outcome::ALL {
        let sql = format!("select count(*) as n from attempt where outcome = {}", outcome.code());
        outcomes.insert(outcome, stage.figure(&sql).await.unsigned_abs());
    }
    assert_eq!(outcomes, report.outcomes);
    let mut attempts: BTreeMap<u32, u64> = BTreeMap::new();
    for times in stage.mock.ledger().values() {
        *attempts.entry(u32::try_from(*times).expect("few")).or_default() += 1;
    }
    assert_eq!(attempts, report.attempts);
}

#[tokio::test]
async fn halfway_the_rest_is_told_with_those_who_wait_for_another_call() {
    let mixed = Behaviour { mix: MIX, seed: SEED, ..quick() };
    let draft = CampaignDraft { retry_policy: POLICY.into(), max_concurrent: "20".into(), ..free() };
    let stage = Stage::still(mixed, draft).await;
    stage.send(&numbers(200)).await;
    let dialler = stage.dialler();
    let open = "select count(*) as n from dial where state in (1, 2, 4, 5) or slot_until is not null";
    while stage.figure(open).await > 0 {
        dialler.run_once().await.expect("it dials");
    }
    let halfway = stage.states().await;
    let waiting = halfway[2];
    assert!(waiting > 50 && halfway[5] > 0, "{halfway:?}");
    let placed = stage.figure("select count(*) as n from attempt").await;

    let rest = simulated(&stage, OffsetDateTime::now_utc(), SEED, Some(ONCE)).await;
    let report = &rest.report;
    assert_eq!(i64::try_from(report.contacts).expect("few"), waiting);
    // The other policy gives everybody up who was called once, and whoever is failed already is not counted again.
    let (other, _) = rest.other.as_ref().expect("it was set beside");
    assert_eq!((other.calls, other.failed), (0, report.contacts));

    let ended = "select count(*) as n from dial where state >= 6 and slot_until is null";
    while stage.figure(ended).await < 200 {
        stage.server.world.sql("update dial set due_at = now() where state = 3").await;
        dialler.run_once().await.expect("it dials");
    }
    let after = stage.states().await;
    let more = |state: usize| (after[state] - halfway[state]).unsigned_abs();
    assert_eq!((more(5), more(6)), (report.completed, report.failed));
    let calls = stage.figure("select count(*) as n from attempt").await - placed;
    assert_eq!(calls.unsigned_abs(), report.calls);
}

#[tokio::test]
async fn the_page_tells_both_policies_and_its_log_is_a_file_that_holds_every_call() {
    let draft = CampaignDraft { retry_policy: POLICY.into(), ..free() };
    let stage = Stage::still(quick(), draft).await;
    let (server, id) = (&stage.server, stage.campaign);
    contact::add_numbers(&server.world.engine, &server.world.scope, id, &numbers(40))
        .await
        .expect("they are on the list");
    let browser = Browser::signed_in(server, OWNER).await;
    let query = "start=2026-11-30T09:00:00Z&seed=5&picked=30&no_answer=40&disconnected=10&declined=10&other=otherwise";
    let page = browser.get(&format!("/campaigns/{id}/simulate?{query}")).await.text();
    assert!(page.contains("by the other policy") && page.contains("2026-11-30"), "{page}");
    let again = browser.get(&format!("/campaigns/{id}/simulate?{query}")).await.text();
    assert_eq!(digests(&page), digests(&again));
    let [own, other] = digests(&page)[..] else { panic!("two digests: {page}") };
    assert_ne!(own, other);

    for (by, line) in [("", "&log=own"), ("other", "&log=other")] {
        let file = browser.get(&format!("/campaigns/{id}/simulate/log?{query}{line}")).await.text();
        let lines: Vec<&str> = file.lines().collect();
        assert_eq!(lines[0], "at,place,number,event,detail");
        let placed = lines.iter().filter(|line| line.contains(",placed,")).count();
        let ended = lines.iter().filter(|line| line.contains(",ended,")).count();
        assert!(placed >= 40 && placed == ended, "{by}: {placed} {ended}");
    }
    // Without a start it would be another run's, and a provider that tells nothing throttles nothing.
    assert_eq!(browser.get(&format!("/campaigns/{id}/simulate/log?seed=5")).await.status.as_u16(), 400);
    let told = browser.get(&format!("/campaigns/{id}/simulate?{query}&abandoned=5&days=99")).await.text();
    assert!(told.contains("From 1 to 60 days."), "{told}");
    let told = browser.get(&format!("/campaigns/{id}/simulate?{query}&abandoned=5")).await.text();
    assert!(told.contains("does not tell which calls are abandoned"), "{told}");
}

/// What is written as a digest.
fn digests(page: &str) -> Vec<&str> {
    let is_digest = |word: &&str| word.len() == 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    page.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(is_digest).collect()
}
