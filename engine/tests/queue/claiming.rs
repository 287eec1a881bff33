use super::gate::{Gate, gated};
use super::{attempts, figure, node, once, patiently, progress, queue, run, run_once, worker};
use domain::filter::ListQuery;
use domain::job::JobState;
use domain::scope::Role;
use engine::queue::rescue;
use engine::testing::World;
use engine::{Settings, job};
use std::time::Duration;

#[tokio::test]
async fn a_claim_writes_lease_fence_and_attempt_and_commits_before_the_first_step_does_anything() {
    let world = World::new().await;
    let id = queue(&world, &world.scope, 300).await;
    assert_eq!(figure(&world, id, "fence").await, 0);
    let gate = Gate::after(&world, 1).await;
    let running = run_once(&node(&world, "first", gated).await);
    gate.reached().await;

    let seen = progress(&world, id).await;
    assert_eq!((seen.state, seen.attempt, seen.processed), (JobState::Running, 1, 0));
    assert_eq!(figure(&world, id, "fence").await, 1);
    let lease = figure(&world, id, "extract(epoch from lease_until - now())").await;
    assert!((25..=30).contains(&lease), "{lease}");
    let attempt = &job::attempts(&world.engine, &world.scope, id).await.expect("attempts read")[0];
    assert_eq!((attempt.attempt, attempt.node.as_str(), attempt.ended_at), (1, "first", None));
    assert_eq!(world.figure("select count(*) as n from number").await, 0, "the step itself is not committed");

    gate.open().await;
    running.await.expect("no panic").expect("no error");
    assert_eq!(attempts(&world, id).await, ["done"]);
    assert_eq!(figure(&world, id, "num_nulls(lease_until)").await, 1, "an ended job has no lease");
}

#[tokio::test]
async fn two_workers_never_run_the_same_job() {
    let world = World::new().await;
    for _ in 0..24 {
        queue(&world, &world.scope, 1).await;
    }
    let other = node(&world, "other", |settings| settings).await;
    let workers = (0..8).map(|place| {
        let worker = worker(if place % 2 == 0 { &world.engine } else { &other });
        tokio::spawn(async move {
            let mut ran = 0;
            while worker.run_once().await.expect("no error") {
                ran += 1;
            }
            ran
        })
    });
    let ran: i64 = futures::future::join_all(workers).await.into_iter().map(|ran| ran.expect("no panic")).sum();
    assert_eq!(ran, 24);
    assert_eq!(world.figure("select count(*) as n from job_attempt where ended_as = 'done'").await, 24);
    assert_eq!(world.figure("select count(*) as n from job where attempt = 1 and fence = 1").await, 24);
    assert_eq!(world.figure("select count(*) as n from number").await, 24);
}

#[tokio::test]
async fn the_tenant_with_the_fewest_running_jobs_is_served_first_however_long_others_have_waited() {
    let world = World::new().await;
    let (_, _, small) = world.other("small", Role::Owner).await;
    let mut many = Vec::new();
    for _ in 0..30 {
        many.push(queue(&world, &world.scope, 1).await);
    }
    let gate = Gate::after(&world, 1).await;
    let running = run_once(&node(&world, "first", gated).await);
    gate.holds(1).await;
    // Whatever the planner believes of the queue's length: its order must not depend on the plan.
    for analyzed in [false, true] {
        if analyzed {
            world.sql("analyze job").await;
        }
        let last = queue(&world, &small, 1).await;
        assert!(worker(&world.engine).run_once().await.expect("no error"));
        let state = job::progress(&world.engine, &small, last).await.expect("there").state;
        assert_eq!(state, JobState::Done);
    }
    assert_eq!(world.figure("select count(*) as n from job where state = 'waiting'").await, 29);
    gate.open().await;
    running.await.expect("no panic").expect("no error");
    // Among one tenant's jobs the oldest comes first.
    assert!(worker(&world.engine).run_once().await.expect("no error"));
    for (place, id) in many.into_iter().enumerate() {
        assert_eq!(progress(&world, id).await.state == JobState::Done, place < 2, "job {place}");
    }
}

#[tokio::test]
async fn a_job_of_another_releases_kind_waits_and_stands_in_nobodys_way() {
    let world = World::new().await;
    world
        .sql(&format!(
            "insert into job (id, tenant_id, kind, title, params, max_attempts)
             values ('{}', {}, 'dance', 'Dance', '{{}}', 8)",
            uuid::Uuid::now_v7(),
            world.tenant
        ))
        .await;
    let ours = queue(&world, &world.scope, 1).await;
    world.work().await;
    assert_eq!(progress(&world, ours).await.state, JobState::Done);
    let page = job::list(&world.engine, &world.scope, &ListQuery::default()).await.expect("the list reads");
    let [_, dance] = page.rows.as_slice() else { panic!("two jobs are listed: {page:?}") };
    assert_eq!((dance.kind, dance.state, dance.attempt), (None, JobState::Waiting, 0));
    assert_eq!(job::get(&world.engine, &world.scope, dance.id).await.expect("it is shown").progress.title, "Dance");
    let (_, active) = job::active(&world.engine, &world.scope).await.expect("the indicator reads");
    assert_eq!(active.count, 1);
    job::cancel(&world.engine, &world.scope, dance.id).await.expect("it can be cancelled");
}

#[tokio::test]
async fn a_worker_hears_of_each_job_and_need_not_look() {
    let world = World::new().await;
    let (working, stop) = run(&node(&world, "idle", |plain| Settings { poll: Duration::from_secs(60), ..plain }).await);
    for _ in 0..5 {
        let id = queue(&world, &world.scope, 1).await;
        once(&world, id, |progress| progress.state == JobState::Done).await;
    }
    // A retry is heard of as well.
    let id = queue(&world, &world.scope, 1).await;
    once(&world, id, |progress| progress.state == JobState::Done).await;
    world.sql(&format!("update job set state = 'failed' where id = '{id}'")).await;
    job::retry(&world.engine, &world.scope, id).await.expect("it is retried");
    once(&world, id, |progress| progress.state == JobState::Done && progress.attempt == 2).await;
    stop.cancel();
    patiently(working).await.expect("no panic");
}

#[tokio::test]
async fn a_heartbeat_keeps_the_lease_however_long_a_step_takes() {
    let world = World::new().await;
    let id = queue(&world, &world.scope, 100).await;
    let gate = Gate::after(&world, 1).await;
    let short = |plain| Settings { lease: Duration::from_millis(1_500), ..gated(plain) };
    let running = run_once(&node(&world, "slow", short).await);
    gate.holds(1).await;
    let first = "select (extract(epoch from lease_until) * 1000)::bigint as n from job";
    let began = world.figure(first).await;
    // Twice the lease passes; at no look is it over.
    while world.figure(first).await < began + 3_000 {
        assert_eq!(rescue(&world.engine).await.expect("the rescue looks"), 0);
    }
    gate.open().await;
    running.await.expect("no panic").expect("no error");
    assert_eq!(attempts(&world, id).await, ["done"]);
}
