use super::gate::{Gate, gated};
use super::{assert_exact, attempts, node, once, progress, queue, run_once, worker};
use domain::job::JobState;
use engine::job;
use engine::queue::rescue;
use engine::testing::World;

#[tokio::test]
async fn progress_and_version_never_fall_not_even_from_one_attempt_to_the_next() {
    let world = World::new().await;
    let id = queue(&world, &world.scope, 3_000).await;
    let gate = Gate::after(&world, 1_500).await;
    let dying = run_once(&node(&world, "dying", gated).await);
    let mut seen = Vec::new();
    let mut look = async |world: &World| {
        let now = progress(world, id).await;
        seen.push((now.version, now.processed, now.steps_done));
        now
    };
    while gate.held().await == 0 {
        look(&world).await;
    }
    dying.abort();
    look(&world).await;
    world.rescue_after_death().await;
    look(&world).await;
    gate.open().await;
    let second = run_once(&world.engine);
    while !second.is_finished() {
        look(&world).await;
    }
    look(&world).await;
    second.await.expect("no panic").expect("no error");
    assert!(seen.iter().map(|seen| seen.1).collect::<std::collections::BTreeSet<_>>().len() > 5, "{seen:?}");
    for pair in seen.windows(2) {
        let ((version, processed, steps), (later, further, more)) = (pair[0], pair[1]);
        assert!(later >= version && further >= processed && more >= steps, "{pair:?}");
        assert!(later > version || further == processed, "what changed has another version: {pair:?}");
    }
    assert_exact(&world, id, 3_000).await;
}

#[tokio::test]
async fn the_attempt_of_a_dead_worker_is_kept_as_lost_with_the_name_of_its_node() {
    let world = World::new().await;
    let id = queue(&world, &world.scope, 1_000).await;
    let gate = Gate::after(&world, 500).await;
    let dying = run_once(&node(&world, "unlucky", gated).await);
    gate.reached().await;
    let before = progress(&world, id).await.processed;
    dying.abort();
    gate.open().await;
    assert_eq!(rescue(&world.engine).await.expect("it looks"), 0, "nobody takes a job whose lease holds");
    world.rescue_after_death().await;
    let waiting = progress(&world, id).await;
    let kept = world.figure("select count(*) as n from number").await;
    assert_eq!((waiting.state.as_str(), waiting.processed), ("waiting", kept), "what was committed stays, and no more");
    assert!(waiting.processed >= before, "{before} was committed before the worker died");
    assert!(worker(&world.engine).run_once().await.expect("no error"));

    assert_eq!(attempts(&world, id).await, ["lost", "done"]);
    let lost = job::attempts(&world.engine, &world.scope, id).await.expect("attempts read").pop().expect("the first");
    assert_eq!((lost.attempt, lost.node.as_str()), (1, "unlucky"));
    assert_eq!(lost.error.as_deref(), Some("The worker unlucky stopped answering."));
    assert!(lost.ended_at.is_some());
    assert_exact(&world, id, 1_000).await;
    assert_eq!(progress(&world, id).await.error, None, "a job that is done has no error");
}

#[tokio::test]
async fn a_job_whose_workers_die_every_time_fails_after_its_last_attempt() {
    let world = World::new().await;
    let id = queue(&world, &world.scope, 1_000).await;
    world.sql("update job set max_attempts = 2").await;
    let gate = Gate::after(&world, 1).await;
    let unlucky = node(&world, "unlucky", gated).await;
    for (attempt, state) in [(1, "waiting"), (2, "failed")] {
        let dying = run_once(&unlucky);
        once(&world, id, |progress| progress.attempt == attempt && progress.state == JobState::Running).await;
        dying.abort();
        world.rescue_after_death().await;
        assert_eq!(progress(&world, id).await.state.as_str(), state);
    }
    gate.open().await;
    assert_eq!(attempts(&world, id).await, ["lost", "lost"]);
    assert!(progress(&world, id).await.finished_at.is_some());
    assert!(!worker(&world.engine).run_once().await.expect("no error"), "nobody claims it any more");
}
