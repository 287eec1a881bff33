use super::gate::{Gate, gated};
use super::{assert_exact, attempts, figure, node, once, patiently, progress, queue, run};
use domain::job::JobState;
use domain::scope::Role;
use engine::testing::World;
use engine::{Settings, job};
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_stopping_worker_finishes_its_step_hands_the_job_back_and_another_goes_on() {
    let world = World::new().await;
    let id = queue(&world, &world.scope, 2_000).await;
    let gate = Gate::after(&world, 800).await;
    let (working, stop) = run(&node(&world, "stopping", gated).await);
    gate.reached().await;
    let before = progress(&world, id).await;
    stop.cancel();
    gate.open().await;
    patiently(working).await.expect("no panic");

    let after = progress(&world, id).await;
    assert_eq!(after.state, JobState::Waiting);
    assert_eq!(after.processed, before.processed + 100, "the step under way is committed, no other is begun");
    assert_eq!(world.figure("select count(*) as n from number").await, after.processed);
    assert_eq!(figure(&world, id, "max_attempts - attempt").await, 8, "the attempt does not count");
    assert_eq!(figure(&world, id, "num_nulls(lease_until)").await, 1);
    world.work().await;
    assert_eq!(attempts(&world, id).await, ["handed back", "done"]);
    assert_exact(&world, id, 2_000).await;
}

#[tokio::test]
async fn a_step_that_does_not_end_is_rolled_back_and_its_job_handed_back_within_ten_seconds() {
    let world = World::new().await;
    let (_, _, stranger) = world.other("strangers", Role::Owner).await;
    let id = queue(&world, &world.scope, 1_000).await;
    let cancelled = queue(&world, &stranger, 1_000).await;
    let gate = Gate::after(&world, 500).await;
    let (working, stop) = run(&node(&world, "stuck", gated).await);
    gate.holds(4).await;
    let before = progress(&world, id).await.processed;
    let done = figure(&world, cancelled, "processed").await;
    job::cancel(&world.engine, &stranger, cancelled).await.expect("it is cancelled");
    let asked = Instant::now();
    stop.cancel();
    working.await.expect("no panic");
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
    let after = progress(&world, id).await;
    assert_eq!((after.state, after.processed), (JobState::Waiting, before));
    let ended = job::progress(&world.engine, &stranger, cancelled).await.expect("it is there");
    assert_eq!(
        (ended.state, ended.processed),
        (JobState::Cancelled, done),
        "who was cancelled does not go back to wait"
    );
    gate.open().await;
    world.work().await;
    assert_eq!(attempts(&world, id).await, ["handed back", "done"]);
    assert_eq!(progress(&world, id).await.processed, 1_000);
    assert_eq!(world.figure("select count(*) as n from number").await, 1_000 + ended.processed);
}

#[tokio::test]
async fn an_idle_worker_stops_at_once_and_claims_nothing_more() {
    let world = World::new().await;
    let (working, stop) = run(&node(&world, "idle", |plain| Settings { poll: Duration::from_secs(60), ..plain }).await);
    let id = queue(&world, &world.scope, 1).await;
    once(&world, id, |progress| progress.state == JobState::Done).await;
    stop.cancel();
    tokio::time::timeout(Duration::from_secs(5), working).await.expect("it stops").expect("no panic");
    let left = queue(&world, &world.scope, 1).await;
    assert_eq!(progress(&world, left).await.state, JobState::Waiting);
}
