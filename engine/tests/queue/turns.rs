//! Whose turn it is: limits, rounds between tenants, priorities, paused and retired kinds.

use super::{patiently, progress};
use domain::Scope;
use domain::id::JobId;
use domain::job::{JobKind, JobPriority, JobState};
use domain::scope::Role;
use engine::Engine;
use engine::job;
use engine::queue::{Registry, Worker};
use engine::testing::{Toy, World, operator, toys};
use tokio_util::sync::CancellationToken;

async fn queue(engine: &Engine, scope: &Scope, toy: Toy) -> JobId {
    toy.queue(engine, scope).await.expect("the toy is queued").0
}

/// The titles of the jobs in the order in which they were claimed.
async fn claimed(world: &World) -> Vec<String> {
    let sql = "select coalesce(string_agg(j.title, ' ' order by a.started_at, j.id), '') as text
               from job_attempt a join job j on j.id = a.job_id";
    world.text(sql).await.split_whitespace().map(str::to_owned).collect()
}

#[tokio::test]
async fn claims_go_round_the_tenants_however_many_jobs_one_has() {
    let world = World::new().await;
    let (_, _, other) = world.other("other", Role::Owner).await;
    for n in 0..6 {
        queue(&world.engine, &world.scope, Toy::new(&format!("a{n}"))).await;
    }
    for n in 0..2 {
        queue(&world.engine, &other, Toy::new(&format!("b{n}"))).await;
    }
    let turns = world.claim(&toys(), 4).await;
    assert_eq!(turns, ["a0", "b0", "a1", "b1"]);
}

/// Two nodes that know different kinds never reach for the same row, so nothing but the lock keeps them from both finding
/// room for three.
#[tokio::test]
async fn no_tenant_runs_more_jobs_at_once_than_its_limit_however_many_claim_at_the_same_time() {
    let world = World::new().await;
    for n in 0..20 {
        queue(&world.engine, &world.scope, Toy::new(&format!("a{n}"))).await;
    }
    world.sql("update job set kind = 'retry_jobs' where title like '%0' or title like '%5' or title like '%3'").await;
    let other = Registry::default().retired("retry_jobs", "it is another node's.");
    for round in 0..20 {
        let claims: Vec<_> = [toys(), other.clone(), toys(), other.clone()]
            .into_iter()
            .map(|registry| {
                let engine = world.engine.clone();
                tokio::spawn(async move { World::claim_at_once(&engine, &registry, 3).await })
            })
            .collect();
        for claim in claims {
            claim.await.expect("no panic");
        }
        let running = world.figure("select count(*) as n from job where state = 'running'").await;
        assert_eq!(running, 3, "round {round}: the limit of a tenant, over all who claim");
        world.sql("update job set state = 'waiting', lease_until = null where state = 'running'").await;
    }
}

#[tokio::test]
async fn another_tenants_small_job_does_not_wait_for_fifty_large_ones() {
    let world = World::new().await;
    let (_, _, other) = world.other("other", Role::Owner).await;
    for n in 0..50 {
        queue(&world.engine, &world.scope, Toy { steps: 100_000, ..Toy::new(&format!("large{n}")) }).await;
    }
    let (worker, stop) = (Worker::new(world.engine.clone(), toys()), CancellationToken::new());
    let (working, token) = (
        tokio::spawn({
            let stop = stop.clone();
            async move { worker.run(stop).await }
        }),
        stop,
    );
    patiently(async { while world.figure("select count(*) as n from job where state = 'running'").await < 3 {} }).await;
    let small = queue(&world.engine, &other, Toy::new("small")).await;
    let mut watch = world.engine.live().subscribe(&other, domain::live::Topic::Job(small));
    patiently(async {
        while job::progress(&world.engine, &other, small).await.expect("it is there").state != JobState::Done {
            watch.changed().await;
        }
    })
    .await;
    token.cancel();
    working.await.expect("no panic");
    assert_eq!(world.figure("select count(*) as n from job where state = 'done'").await, 1);
}

#[tokio::test]
async fn a_tenants_priorities_order_its_own_jobs_and_nobody_elses() {
    let world = World::new().await;
    let (_, _, other) = world.other("other", Role::Owner).await;
    queue(&world.engine, &world.scope, Toy { priority: JobPriority::Low, ..Toy::new("low") }).await;
    queue(&world.engine, &world.scope, Toy::new("normal")).await;
    queue(&world.engine, &other, Toy { priority: JobPriority::Low, ..Toy::new("other") }).await;
    queue(&world.engine, &world.scope, Toy { priority: JobPriority::High, ..Toy::new("high") }).await;
    let mut first = world.claim(&toys(), 2).await;
    first.sort();
    assert_eq!(first, ["high", "other"], "another tenant's hurry does not push a low job aside");
    assert_eq!(world.claim(&toys(), 2).await, ["normal", "low"]);
}

#[tokio::test]
async fn a_job_that_waits_is_moved_before_the_others_and_one_that_has_ended_is_not() {
    let world = World::new().await;
    let first = queue(&world.engine, &world.scope, Toy::new("first")).await;
    let second = queue(&world.engine, &world.scope, Toy::new("second")).await;
    job::prioritise(&world.engine, &world.scope, second, JobPriority::High).await.expect("it is moved");
    while Worker::new(world.engine.clone(), toys()).run_once().await.expect("it works") {}
    assert_eq!(claimed(&world).await, ["second", "first"]);
    let refused = job::prioritise(&world.engine, &world.scope, first, JobPriority::High).await;
    assert!(matches!(refused, Err(engine::Error::Conflict(_))), "{refused:?}");
}

#[tokio::test]
async fn a_paused_kind_starts_no_job_and_a_running_one_goes_back_after_its_step_and_on_when_resumed() {
    let world = World::new().await;
    let kind = JobKind::Housekeeping;
    let running = queue(&world.engine, &world.scope, Toy { steps: 1_000_000, ..Toy::new("running") }).await;
    let work = tokio::spawn({
        let worker = Worker::new(world.engine.clone(), toys());
        async move { worker.run_once().await }
    });
    super::once(&world, running, |job| job.processed > 0).await;
    job::pause(&world.engine, &operator(), kind, "The disk is full.").await.expect("it is paused");
    assert!(work.await.expect("no panic").expect("it works"));
    let paused = progress(&world, running).await;
    assert_eq!((paused.state, paused.paused.as_deref()), (JobState::Waiting, Some("The disk is full.")));
    assert_eq!(super::attempts(&world, running).await, ["paused"]);
    assert!(!Worker::new(world.engine.clone(), toys()).run_once().await.expect("it looks"), "nothing is claimed");
    job::resume(&world.engine, &operator(), kind).await.expect("it is resumed");
    world.sql("update job set params = jsonb_set(params, '{steps}', to_jsonb(processed + 1))").await;
    while Worker::new(world.engine.clone(), toys()).run_once().await.expect("it works") {}
    let done = progress(&world, running).await;
    assert_eq!((done.state, done.processed), (JobState::Done, paused.processed + 1), "it went on where it was");
}

#[tokio::test]
async fn only_a_platform_admin_pauses_a_kind() {
    let world = World::new().await;
    let refused = job::pause(&world.engine, &world.scope, JobKind::GenerateNumbers, "").await;
    assert!(matches!(refused, Err(engine::Error::Denied(_))), "{refused:?}");
    let refused = job::resume(&world.engine, &world.scope, JobKind::GenerateNumbers).await;
    assert!(matches!(refused, Err(engine::Error::Denied(_))), "{refused:?}");
}

#[tokio::test]
async fn jobs_of_a_retired_kind_end_with_the_reason_and_those_of_an_unknown_one_wait_for_a_node_that_knows_it() {
    let world = World::new().await;
    let retired = queue(&world.engine, &world.scope, Toy::new("retired")).await;
    let unknown = queue(&world.engine, &world.scope, Toy::new("unknown")).await;
    world.sql(&format!("update job set kind = 'faxing' where id = '{unknown}'")).await;
    let registry = Registry::default().retired("housekeeping", "it is done by the database now.");
    let worker = Worker::new(world.engine.clone(), registry);
    while worker.run_once().await.expect("it works") {}
    let ended = progress(&world, retired).await;
    assert_eq!(ended.state, JobState::Failed);
    assert!(ended.error.expect("a reason").contains("done by the database"));
    assert_eq!(progress(&world, unknown).await.state, JobState::Waiting);
}

#[tokio::test]
async fn a_drained_node_hands_its_jobs_over_and_works_again_when_the_drain_is_taken_back() {
    let world = World::new().await;
    let id = queue(&world.engine, &world.scope, Toy { steps: 1_000_000, ..Toy::new("long") }).await;
    let (drain, draining) = tokio::sync::watch::channel(false);
    let stop = CancellationToken::new();
    let working = tokio::spawn({
        let worker = Worker::new(world.engine.clone(), toys()).drained_by(draining);
        let stop = stop.clone();
        async move { worker.run(stop).await }
    });
    super::once(&world, id, |job| job.processed > 0).await;
    drain.send(true).expect("the worker listens");
    let handed = super::once(&world, id, |job| job.state == JobState::Waiting).await;
    assert!(handed.processed > 0);
    drain.send(false).expect("the worker listens");
    super::once(&world, id, |job| job.state == JobState::Running && job.processed > handed.processed).await;
    stop.cancel();
    working.await.expect("no panic");
    let attempts = super::attempts(&world, id).await;
    assert!(attempts.len() >= 2 && attempts.iter().all(|ended| ended == "handed back"), "{attempts:?}");
}

#[tokio::test]
async fn a_job_that_was_interrupted_goes_on_before_those_that_were_queued_after_it() {
    let world = World::new().await;
    queue(&world.engine, &world.scope, Toy { steps: 1_000_000, ..Toy::new("first") }).await;
    let first = long_running(&world).await;
    queue(&world.engine, &world.scope, Toy::new("second")).await;

    first.stop.cancel();
    patiently(first.working).await.expect("no panic");
    assert_eq!(world.claim(&toys(), 1).await, ["first"], "handed back by a worker that stops");

    world.sql("update job set lease_until = clock_timestamp() - interval '1 second' where state = 'running'").await;
    assert_eq!(engine::queue::rescue(&world.engine).await.expect("it is looked for"), 1);
    assert_eq!(world.claim(&toys(), 1).await, ["first"], "lost by a worker that died");
}

/// A worker that has begun with the one job there is.
struct Working {
    working: tokio::task::JoinHandle<()>,
    stop: CancellationToken,
}

async fn long_running(world: &World) -> Working {
    let (worker, stop) = (Worker::new(world.engine.clone(), toys()), CancellationToken::new());
    let token = stop.clone();
    let working = tokio::spawn(async move { worker.run(token).await });
    patiently(async { while world.figure("select count(*) as n from job where processed > 0").await == 0 {} }).await;
    Working { working, stop }
}
