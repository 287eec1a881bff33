//! Live notices: who hears what, and that nobody misses the last word.

use domain::Scope;
use domain::id::{JobId, ProjectId};
use domain::job::JobState;
use domain::live::{Signal, Snapshot, Topic};
use domain::phone::GenerationDraft;
use domain::scope::Role;
use engine::live::{Subscription, snapshot};
use engine::queue::Worker;
use engine::testing::World;
use engine::{Error, job, number};
use futures::FutureExt;
use std::time::Duration;

/// Nothing here takes so long unless a notice was lost.
const PATIENCE: Duration = Duration::from_secs(20);

async fn generation(world: &World, scope: &Scope, project: ProjectId, quantity: u64) -> JobId {
    let draft = GenerationDraft {
        project_id: project.to_string(),
        area_code: "415".into(),
        quantity: quantity.to_string(),
        batch_size: "100".into(),
        ..GenerationDraft::default()
    };
    number::generate(&world.engine, scope, &draft).await.expect("the generation is queued").job
}

async fn hears(subscription: &mut Subscription) {
    let heard = tokio::time::timeout(PATIENCE, subscription.changed()).await.expect("the notice comes");
    assert!(heard, "the bus is open");
}

/// Whether there is nothing to hear, now that a notice sent later has arrived elsewhere.
fn heard_nothing(subscription: &mut Subscription) -> bool {
    subscription.changed().now_or_never().is_none()
}

/// Waits until the line to the database stands and everything that was said before has been heard: notices come in the order
/// of their commits, so one about a job that did not exist before comes last.
async fn settled(world: &World, project: ProjectId) {
    let job = generation(world, &world.scope, project, 100).await;
    let mut last = world.engine.live().subscribe(&world.scope, Topic::Job(job));
    job::cancel(&world.engine, &world.scope, job).await.expect("it is cancelled");
    hears(&mut last).await;
}

async fn state(world: &World, id: JobId) -> (Signal, JobState) {
    let signal = snapshot(&world.engine, &world.scope, Topic::Job(id)).await.expect("the snapshot reads");
    let Snapshot::Job(progress) = &signal.snapshot else { panic!("a job's topic shows a job: {signal:?}") };
    let state = progress.state;
    (signal, state)
}

#[tokio::test]
async fn a_change_between_subscribing_and_the_snapshot_is_heard_and_so_is_one_before_anybody_waits() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    settled(&world, project).await;
    let id = generation(&world, &world.scope, project, 100).await;
    let mut first = world.engine.live().subscribe(&world.scope, Topic::Job(id));
    job::cancel(&world.engine, &world.scope, id).await.expect("it is cancelled");
    assert_eq!(state(&world, id).await.1, JobState::Cancelled);
    job::retry(&world.engine, &world.scope, id).await.expect("it is retried");
    hears(&mut first).await;
    hears(&mut first).await;
}

#[tokio::test]
async fn whoever_subscribes_reads_and_waits_sees_the_first_and_the_last_state_of_every_job() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    settled(&world, project).await;
    let stop = tokio_util::sync::CancellationToken::new();
    let worker = Worker::new(world.engine.clone(), job::registry());
    let working = tokio::spawn({
        let stop = stop.clone();
        async move { worker.run(stop).await }
    });
    for _ in 0..12 {
        let id = generation(&world, &world.scope, project, 100).await;
        let watching = async {
            let mut watch = world.engine.live().subscribe(&world.scope, Topic::Job(id));
            let mut seen = None;
            loop {
                let (signal, state) = state(&world, id).await;
                assert!(signal.is_newer_than(seen) || seen == Some((signal.epoch, signal.version)));
                seen = Some((signal.epoch, signal.version));
                if state == JobState::Done {
                    return;
                }
                watch.changed().await;
            }
        };
        tokio::time::timeout(PATIENCE, watching).await.expect("the last state is announced");
    }
    stop.cancel();
    working.await.expect("the worker stops");
}

#[tokio::test]
async fn the_claim_is_announced_before_the_first_step_ends_and_the_end_after_its_commit() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    let id = generation(&world, &world.scope, project, 100).await;
    settled(&world, project).await;
    // The first step waits for the project's row, which somebody else holds.
    let mut other = connection(&world).await;
    for sql in ["begin", "select set_config('app.platform', 'on', true)", "select 1 from project for update"] {
        sqlx::query(sql).execute(&mut other).await.expect("it runs");
    }
    let mut watch = world.engine.live().subscribe(&world.scope, Topic::Job(id));
    let worker = Worker::new(world.engine.clone(), job::registry());
    let running = tokio::spawn(async move { worker.run_once().await });
    hears(&mut watch).await;
    assert_eq!(state(&world, id).await.1, JobState::Running);
    sqlx::query("commit").execute(&mut other).await.expect("it commits");
    while state(&world, id).await.1 != JobState::Done {
        hears(&mut watch).await;
    }
    running.await.expect("no panic").expect("no error");
}

#[tokio::test]
async fn a_subscription_hears_its_own_topic_of_its_own_tenant_and_nothing_else() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    settled(&world, project).await;
    let (_, _, foreign) = world.other("strangers", Role::Owner).await;
    let watched = generation(&world, &world.scope, project, 100).await;
    let noisy = generation(&world, &world.scope, project, 100).await;
    settled(&world, project).await;
    let mut mine = world.engine.live().subscribe(&world.scope, Topic::Job(watched));
    let mut theirs = world.engine.live().subscribe(&foreign, Topic::Job(watched));
    let mut their_list = world.engine.live().subscribe(&foreign, Topic::ActiveJobs);
    job::cancel(&world.engine, &world.scope, noisy).await.expect("it is cancelled");
    settled(&world, project).await;
    assert!(heard_nothing(&mut mine), "another job of the tenant");
    job::cancel(&world.engine, &world.scope, watched).await.expect("it is cancelled");
    settled(&world, project).await;
    assert!(!heard_nothing(&mut mine), "its own job");
    assert!(heard_nothing(&mut mine), "one change is heard once");
    assert!(heard_nothing(&mut theirs), "another tenant that guessed the job's id");
    assert!(heard_nothing(&mut their_list), "another tenant's list");
    assert!(matches!(snapshot(&world.engine, &foreign, Topic::Job(watched)).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn the_list_of_active_jobs_hears_every_job_of_the_tenant_and_its_version_rises() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    settled(&world, project).await;
    let mut list = world.engine.live().subscribe(&world.scope, Topic::ActiveJobs);
    let mut seen = None;
    let mut counts = Vec::new();
    let mut jobs: Vec<JobId> = Vec::new();
    for step in 0..4 {
        if step < 2 {
            jobs.push(generation(&world, &world.scope, project, 100).await);
        } else {
            job::cancel(&world.engine, &world.scope, jobs[step - 2]).await.expect("it is cancelled");
        }
        hears(&mut list).await;
        let signal = snapshot(&world.engine, &world.scope, Topic::ActiveJobs).await.expect("the list reads");
        assert!(signal.is_newer_than(seen), "{signal:?} after {seen:?}");
        seen = Some((signal.epoch, signal.version));
        let Snapshot::ActiveJobs(active) = signal.snapshot else { panic!("the list's topic shows a list") };
        assert_eq!(active.jobs.len() as u64, active.count);
        counts.push(active.count);
    }
    assert_eq!(counts, [1, 2, 1, 0]);
}

#[tokio::test]
async fn the_version_of_a_job_rises_with_every_change_and_the_epoch_stays_that_of_the_database() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    let id = generation(&world, &world.scope, project, 100).await;
    let (first, _) = state(&world, id).await;
    let mut seen = Some((first.epoch, first.version));
    for round in 0..4 {
        if round % 2 == 0 {
            job::cancel(&world.engine, &world.scope, id).await.expect("it is cancelled");
        } else {
            job::retry(&world.engine, &world.scope, id).await.expect("it is retried");
        }
        let (signal, _) = state(&world, id).await;
        assert!(signal.is_newer_than(seen), "{signal:?} after {seen:?}");
        assert!(!signal.is_newer_than(Some((signal.epoch, signal.version))));
        seen = Some((signal.epoch, signal.version));
    }
    let again = world.database.engine().await;
    let signal = snapshot(&again, &world.scope, Topic::Job(id)).await.expect("the snapshot reads");
    assert_eq!(Some((signal.epoch, signal.version)), seen, "another process on the database is in the same epoch");
    let epoch =
        "select i.epoch + d.oid::bigint as n from installation i, pg_database d where d.datname = current_database()";
    assert_eq!(world.figure(epoch).await, signal.epoch);
}

#[tokio::test]
async fn when_the_line_is_cut_it_comes_back_and_everybody_is_told_to_look_again() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    settled(&world, project).await;
    let id = generation(&world, &world.scope, project, 100).await;
    job::cancel(&world.engine, &world.scope, id).await.expect("it is cancelled");
    settled(&world, project).await;
    let mut watch = world.engine.live().subscribe(&world.scope, Topic::Job(id));
    for round in 0..3 {
        let cut = "select count(pg_terminate_backend(pid)) as n from pg_stat_activity
             where datname = current_database() and query ilike 'listen %'";
        assert_eq!(world.figure(cut).await, 1, "there is one line");
        // Nothing changed: it is the new line that says so.
        hears(&mut watch).await;
        if round % 2 == 0 {
            job::retry(&world.engine, &world.scope, id).await.expect("it is retried");
        } else {
            job::cancel(&world.engine, &world.scope, id).await.expect("it is cancelled");
        }
        hears(&mut watch).await;
        settled(&world, project).await;
        assert!(heard_nothing(&mut watch));
    }
}

async fn connection(world: &World) -> sqlx::PgConnection {
    use sqlx::Connection;
    sqlx::PgConnection::connect(world.database.url()).await.expect("it connects")
}
