use super::gate::{Gate, gated};
use super::{attempts, figure, node, once, progress, queue, run_once, worker};
use domain::job::JobState;
use domain::scope::Role;
use engine::testing::World;
use engine::{Error, job};

#[tokio::test]
async fn a_waiting_job_is_cancelled_at_once_and_never_run() {
    let world = World::new().await;
    let id = queue(&world, &world.scope, 1_000).await;
    let state = job::cancel(&world.engine, &world.scope, id).await.expect("it is cancelled");
    assert_eq!(state, JobState::Cancelled);
    let ended = progress(&world, id).await;
    assert_eq!((ended.state, ended.attempt), (JobState::Cancelled, 0));
    assert!(ended.finished_at.is_some());
    assert!(!worker(&world.engine).run_once().await.expect("no error"));
}

#[tokio::test]
async fn a_running_job_ends_between_two_steps_and_cancelling_it_twice_is_the_same() {
    let world = World::new().await;
    let id = queue(&world, &world.scope, 1_000).await;
    let gate = Gate::after(&world, 400).await;
    let running = run_once(&node(&world, "node", gated).await);
    gate.reached().await;
    for _ in 0..2 {
        let state = job::cancel(&world.engine, &world.scope, id).await.expect("it is cancelled");
        assert_eq!(state, JobState::Running, "it ends between two steps");
        assert!(progress(&world, id).await.cancelling);
    }
    assert_eq!(world.figure("select count(*) as n from audit_entry where verb = 'job.cancel'").await, 1);
    let before = progress(&world, id).await;
    gate.open().await;
    running.await.expect("no panic").expect("no error");
    let ended = progress(&world, id).await;
    assert_eq!((ended.state, ended.processed), (JobState::Cancelled, before.processed + 100));
    assert_eq!(world.figure("select count(*) as n from number").await, ended.processed);
    assert_eq!(attempts(&world, id).await, ["cancelled"]);
}

#[tokio::test]
async fn what_has_ended_is_not_cancelled_and_what_has_not_ended_or_is_done_is_not_retried() {
    let world = World::new().await;
    let conflict = |refused: engine::Result<()>, text: &str| match refused {
        Err(Error::Conflict(said)) => assert_eq!(said, text),
        other => panic!("no conflict: {other:?}"),
    };
    let id = queue(&world, &world.scope, 1).await;
    let retry = async || job::retry(&world.engine, &world.scope, id).await;
    let cancel = async || job::cancel(&world.engine, &world.scope, id).await.map(drop);
    conflict(retry().await, "Only a failed or cancelled job can be retried; this one is waiting.");
    cancel().await.expect("a waiting job is cancelled");
    conflict(cancel().await, "The job has ended already: it is cancelled.");
    retry().await.expect("a cancelled job is retried");
    world.work().await;
    conflict(retry().await, "Only a failed or cancelled job can be retried; this one is done.");
    conflict(cancel().await, "The job has ended already: it is done.");
    assert_eq!(world.figure("select count(*) as n from audit_entry where subject like 'job:%'").await, 2);
}

#[tokio::test]
async fn a_job_that_was_cancelled_while_it_failed_is_not_tried_again() {
    let world = World::new().await;
    let id = queue(&world, &world.scope, 1_000).await;
    let gate = Gate::after(&world, 400).await;
    let running = run_once(&node(&world, "node", gated).await);
    gate.reached().await;
    job::cancel(&world.engine, &world.scope, id).await.expect("it is cancelled");
    let done = progress(&world, id).await.steps_done;
    let broken = format!("check (state <> 'running' or steps_done <= {done})");
    world.sql(&format!("alter table job add constraint broken {broken}")).await;
    gate.open().await;
    running.await.expect("no panic").expect("no error");
    assert_eq!(attempts(&world, id).await, ["failed"]);
    let ended = progress(&world, id).await;
    assert_eq!(ended.state, JobState::Cancelled);
    assert!(ended.finished_at.is_some());
}

#[tokio::test]
async fn nobody_cancels_or_retries_the_job_of_another_tenant_or_with_too_low_a_role() {
    let world = World::new().await;
    let id = queue(&world, &world.scope, 1).await;
    let (_, _, stranger) = world.other("strangers", Role::Owner).await;
    assert!(matches!(job::cancel(&world.engine, &stranger, id).await, Err(Error::NotFound)));
    assert!(matches!(job::retry(&world.engine, &stranger, id).await, Err(Error::NotFound)));
    assert!(matches!(job::get(&world.engine, &stranger, id).await, Err(Error::NotFound)));
    assert_eq!(job::attempts(&world.engine, &stranger, id).await.expect("it reads").len(), 0);
    let viewer = world.scope.clone();
    let viewer =
        domain::Scope::establish(viewer.tenant(), viewer.actor(), Role::Viewer, false, viewer.request().clone());
    assert!(matches!(job::cancel(&world.engine, &viewer, id).await, Err(Error::Denied(_))));
    assert!(matches!(job::retry(&world.engine, &viewer, id).await, Err(Error::Denied(_))));
    assert_eq!(figure(&world, id, "version").await, 1, "nothing touched it");
    once(&world, id, |progress| progress.state == JobState::Waiting).await;
}
