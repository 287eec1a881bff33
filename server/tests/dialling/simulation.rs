//! What a simulation says before, and what a real run through the mock with the same seed comes to (FEATURES L13).

use crate::stage::{Stage, free, numbers, quick};
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
