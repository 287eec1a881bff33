//! Zombies: workers that slept past their lease and wake to a job that others have.

use super::gate::{Gate, gated};
use super::{assert_exact, attempts, figure, node, once, patiently, progress, queue, run_once};
use domain::job::JobState;
use engine::Settings;
use engine::testing::World;
use std::sync::mpsc;
use std::time::Duration;

#[tokio::test]
async fn a_zombie_writes_nothing_of_its_step_when_another_worker_has_claimed_the_job() {
    let world = World::new().await;
    let id = queue(&world, &world.scope, 1_000).await;
    let gate = Gate::after(&world, 400).await;
    let zombie = run_once(&node(&world, "zombie", gated).await);
    gate.reached().await;
    world.rescue_after_death().await;
    let second = run_once(&world.engine);
    once(&world, id, |progress| progress.attempt == 2 && progress.state == JobState::Running).await;
    let fence = figure(&world, id, "fence").await;
    gate.open().await;
    zombie.await.expect("no panic").expect("losing a job is no error");
    second.await.expect("no panic").expect("no error");
    assert_eq!(figure(&world, id, "fence").await, fence);
    assert_eq!(attempts(&world, id).await, ["lost", "done"]);
    assert_exact(&world, id, 1_000).await;
}

#[tokio::test]
async fn a_zombie_changes_no_row_of_a_job_that_only_waits_again() {
    let world = World::new().await;
    let id = queue(&world, &world.scope, 1_000).await;
    let gate = Gate::after(&world, 400).await;
    let zombie = run_once(&node(&world, "zombie", gated).await);
    gate.reached().await;
    world.rescue_after_death().await;
    let before = progress(&world, id).await;
    gate.open().await;
    zombie.await.expect("no panic").expect("losing a job is no error");
    let after = progress(&world, id).await;
    assert_eq!((after.state, after.version, after.processed), (JobState::Waiting, before.version, before.processed));
    assert_eq!(world.figure("select count(*) as n from number").await, before.processed);
    assert_eq!(world.figure("select count(*) as n from generated_number").await, before.processed);
}

#[tokio::test]
async fn a_worker_whose_lease_was_taken_notices_by_its_heartbeat_and_gives_its_step_up() {
    let world = World::new().await;
    let id = queue(&world, &world.scope, 1_000).await;
    let gate = Gate::after(&world, 400).await;
    let short = |plain| Settings { lease: Duration::from_millis(900), ..gated(plain) };
    let zombie = run_once(&node(&world, "zombie", short).await);
    gate.reached().await;
    world.sql("update job set fence = fence + 1").await;
    // The gate is still shut, and stays so for longer.
    tokio::time::timeout(Duration::from_secs(5), zombie)
        .await
        .expect("it gives up")
        .expect("no panic")
        .expect("no error");
    assert_eq!(progress(&world, id).await.state, JobState::Running, "it is another's now");
    gate.open().await;
}

/// A process stopped by a signal: nothing of it runs any more, while its transaction stays open.
struct Frozen {
    thaw: mpsc::Sender<()>,
    process: std::thread::JoinHandle<()>,
}

/// Starts a process with one thread that runs one job, and answers how to freeze it.
fn process(settings: Settings) -> (tokio::sync::oneshot::Sender<()>, tokio::sync::oneshot::Receiver<()>, Frozen) {
    let (freeze, frost) = tokio::sync::oneshot::channel();
    let (froze, frozen) = tokio::sync::oneshot::channel();
    let (thaw, warmth) = mpsc::channel();
    let process = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async move {
            let engine = engine::Engine::connect(settings).await.expect("the process connects");
            let running = run_once(&engine);
            frost.await.expect("the test says when");
            froze.send(()).expect("the test listens");
            warmth.recv().expect("the test says when");
            running.await.expect("no panic").expect("losing a job is no error");
        });
    });
    (freeze, frozen, Frozen { thaw, process })
}

#[tokio::test]
async fn a_frozen_process_holds_nobody_up_for_longer_than_its_lease_and_writes_nothing_when_it_wakes() {
    let world = World::new().await;
    let id = queue(&world, &world.scope, 1_000).await;
    let gate = Gate::after(&world, 400).await;
    let settings = Settings { lease: Duration::from_millis(1_500), ..gated(world.database.settings()) };
    let (freeze, frozen, process) = process(settings);
    gate.reached().await;
    freeze.send(()).expect("it listens");
    frozen.await.expect("it is frozen");
    // Its statement ends in the database; its transaction stays open.
    gate.open().await;
    patiently(world.rescue_after_death()).await;
    patiently(run_once(&world.engine)).await.expect("no panic").expect("no error");
    assert_exact(&world, id, 1_000).await;
    let version = progress(&world, id).await.version;
    process.thaw.send(()).expect("it listens");
    tokio::task::spawn_blocking(|| process.process.join()).await.expect("it ends").expect("no panic");
    assert_eq!(attempts(&world, id).await, ["lost", "done"]);
    assert_eq!(progress(&world, id).await.version, version);
    assert_exact(&world, id, 1_000).await;
}
