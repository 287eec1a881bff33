use super::gate::{Gate, gated};
use super::{assert_exact, attempts, figure, node, patiently, progress, queue, run_once, worker};
use bytes::Bytes;
use domain::Scope;
use domain::id::JobId;
use domain::job::JobState;
use domain::scope::{Actor, RequestId, Role};
use engine::testing::World;
use engine::{job, prefix};
use sqlx::Connection;

/// From now on numbers can't be stored; each refusal has its own number.
async fn break_storing(world: &World) {
    world.sql("create sequence faults").await;
    world
        .sql(
            "create function refuse() returns trigger language plpgsql as
             $$ begin raise exception 'fault %', nextval('faults'); end $$",
        )
        .await;
    world.sql("create trigger refuse before insert on number execute function refuse()").await;
}

#[tokio::test]
async fn a_failing_job_is_tried_again_ever_later_keeps_each_error_and_ends_after_its_last_attempt() {
    let world = World::new().await;
    let id = queue(&world, &world.scope, 300).await;
    break_storing(&world).await;
    let worker = worker(&world.engine);
    for attempt in 1..=8_u32 {
        assert!(worker.run_once().await.expect("no error"));
        let now = progress(&world, id).await;
        assert_eq!(now.attempt, i32::try_from(attempt).expect("small"));
        assert!(now.error.as_deref().is_some_and(|error| error.contains("fault ")), "{:?}", now.error);
        if attempt == 8 {
            assert_eq!(now.state, JobState::Failed);
            assert!(now.finished_at.is_some());
            break;
        }
        assert_eq!((now.state, now.finished_at), (JobState::Retrying, None));
        let wait = figure(&world, id, "extract(epoch from run_at - now()) * 1000").await;
        let base = (5_000 * 2_i64.pow(attempt - 1)).min(600_000);
        assert!((base * 79 / 100..=base * 12 / 10).contains(&wait), "attempt {attempt} waits {wait} ms");
        assert!(!worker.run_once().await.expect("no error"), "it is not due yet");
        world.sql("update job set run_at = now()").await;
    }
    assert!(!worker.run_once().await.expect("no error"), "a failed job is not claimed");
    assert_eq!(attempts(&world, id).await, ["failed"; 8]);
    let kept = job::attempts(&world.engine, &world.scope, id).await.expect("attempts read");
    let errors: std::collections::BTreeSet<_> = kept.into_iter().filter_map(|attempt| attempt.error).collect();
    assert_eq!(errors.len(), 8, "each attempt keeps its own: {errors:?}");

    world.sql("drop trigger refuse on number").await;
    job::retry(&world.engine, &world.scope, id).await.expect("it is retried");
    let again = progress(&world, id).await;
    assert_eq!((again.state, again.error, again.max_attempts - again.attempt), (JobState::Waiting, None, 8));
    assert!(worker.run_once().await.expect("no error"));
    assert_exact(&world, id, 300).await;
}

async fn import(world: &World, bytes: &'static [u8]) -> JobId {
    let actor = Actor::User(world.user);
    let admin = Scope::establish(world.tenant, actor, Role::Owner, true, RequestId("test".into()));
    let stream = futures::stream::iter([Ok(Bytes::from_static(bytes))]);
    prefix::import(&world.engine, &admin, "letter.txt", stream).await.expect("the import is queued")
}

#[tokio::test]
async fn a_job_that_can_never_succeed_fails_at_once_and_says_why() {
    let world = World::new().await;
    let id = import(&world, b"Dear Sir or Madam,\n").await;
    assert!(worker(&world.engine).run_once().await.expect("no error"));
    let failed = progress(&world, id).await;
    assert_eq!((failed.state, failed.attempt, failed.max_attempts), (JobState::Failed, 1, 8));
    let error = failed.error.expect("an error");
    assert!(error.starts_with("letter.txt is none of the files that can be imported"), "{error}");
    assert_eq!(attempts(&world, id).await, ["failed"]);
}

#[tokio::test]
async fn a_job_whose_parameters_no_release_can_read_fails_at_once() {
    let world = World::new().await;
    let id = queue(&world, &world.scope, 1).await;
    world.sql("update job set params = '{\"project\": \"a text\"}'").await;
    assert!(worker(&world.engine).run_once().await.expect("no error"));
    let failed = progress(&world, id).await;
    assert_eq!((failed.state, failed.attempt), (JobState::Failed, 1));
    assert!(failed.error.expect("an error").starts_with("The job's parameters can't be read"));
}

#[tokio::test]
async fn who_holds_the_jobs_row_for_long_delays_its_steps_and_fails_none() {
    let world = World::new().await;
    let id = queue(&world, &world.scope, 1_000).await;
    let gate = Gate::after(&world, 400).await;
    let running = run_once(&node(&world, "delayed", gated).await);
    gate.reached().await;
    let mut holder = sqlx::PgConnection::connect(world.database.url()).await.expect("it connects");
    let mut holding = holder.begin().await.expect("it begins");
    for sql in ["select set_config('app.platform', 'on', true)", "select 1 from job for update"] {
        sqlx::query(sql).execute(&mut *holding).await.expect("it runs");
    }
    gate.open().await;
    let waiting = "select count(*) as n from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like '%update job set%'";
    // A step waits for the row, gives up, and waits again.
    for wanted in [true, false, true] {
        patiently(async { while (world.figure(waiting).await > 0) != wanted {} }).await;
    }
    holding.rollback().await.expect("it ends");
    running.await.expect("no panic").expect("no error");
    assert_eq!(attempts(&world, id).await, ["done"]);
    assert_exact(&world, id, 1_000).await;
}
