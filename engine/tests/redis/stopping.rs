use super::gate::{Gate, gated};
use super::{lives, node, once, patiently, queue, remembered_session, take, until_connected, with};
use domain::job::JobState;
use domain::live::Topic;
use engine::queue::Worker;
use engine::testing::{TestRedis, World};
use engine::{RedisState, job, session};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_stopped_during_a_job_loses_neither_the_job_nor_its_signals_nor_who_is_signed_in() {
    let mut redis = TestRedis::start();
    let world = World::with(with(redis.url())).await;
    let (signed_in, ended) = ([1; 32], [2; 32]);
    remembered_session(&world.engine, &redis, signed_in).await;
    remembered_session(&world.engine, &redis, ended).await;
    let id = queue(&world, 1_000).await;
    let gate = Gate::after(&world, 500).await;
    let with_redis = with(redis.url());
    let worker = node(&world, |plain| gated(with_redis(plain))).await;
    let working = tokio::spawn({
        let worker = Worker::new(worker.clone(), job::registry());
        async move { worker.run_once().await }
    });
    gate.reached().await;
    let watching = once(&world, id, |progress| progress.state == JobState::Done);
    let stopping = async {
        redis.stop();
        for node in [&world.engine, &worker] {
            until_connected(node, false).await;
            assert!(lives(node, signed_in).await, "who is signed in stays so");
        }
        session::delete(&world.engine, ended).await.expect("it ends");
        gate.open().await;
    };
    // The watch sees the end by signals alone: it looks only when told to.
    let (done, ()) = tokio::join!(watching, stopping);
    patiently(working).await.expect("no panic").expect("no error");
    assert_eq!((done.processed, done.succeeded), (1_000, 1_000));
    assert_eq!(world.figure("select count(*) as n from number").await, 1_000);

    redis.start_again();
    for node in [&world.engine, &worker] {
        until_connected(node, true).await;
        assert!(lives(node, signed_in).await);
        assert!(!lives(node, ended).await, "what was ended meanwhile stays ended");
    }
    let id = queue(&world, 100).await;
    let mut watch = worker.live().subscribe(&world.scope, Topic::Job(id));
    job::cancel(&world.engine, &world.scope, id).await.expect("it is cancelled");
    assert!(patiently(watch.changed()).await);
    assert!(redis.say(&["info", "commandstats"]).contains("cmdstat_publish:calls="), "signals go by Redis again");
}

#[tokio::test]
async fn whoever_watches_is_told_to_look_again_when_redis_is_back() {
    let mut redis = TestRedis::start();
    let world = World::with(with(redis.url())).await;
    let id = queue(&world, 100).await;
    job::cancel(&world.engine, &world.scope, id).await.expect("it is cancelled");
    redis.stop();
    until_connected(&world.engine, false).await;
    let mut watch = world.engine.live().subscribe(&world.scope, Topic::Job(id));
    redis.start_again();
    // Nothing changed: it is the new line that says so.
    assert!(patiently(watch.changed()).await);
    until_connected(&world.engine, true).await;
}

#[tokio::test]
async fn a_limit_holds_without_redis_and_with_it_again() {
    let mut redis = TestRedis::start();
    let world = World::with(with(redis.url())).await;
    for _ in 0..2 {
        until_connected(&world.engine, true).await;
        while take(&world.engine, "a").await.allowed {}
        redis.stop();
        until_connected(&world.engine, false).await;
        let allowed = futures::future::join_all((0..9).map(|_| take(&world.engine, "a"))).await;
        assert!(allowed.iter().filter(|verdict| verdict.allowed).count() <= 3, "one more allowance at most");
        assert!(!take(&world.engine, "a").await.allowed);
        redis.start_again();
    }
}

#[tokio::test]
async fn a_server_starts_without_its_redis_and_uses_it_when_it_comes() {
    let mut redis = TestRedis::away();
    let world = World::with(with(redis.url())).await;
    assert!(matches!(world.engine.redis_state(), Some(RedisState::Away { why, .. }) if !why.is_empty()));
    assert!(take(&world.engine, "a").await.allowed);
    assert!(!lives(&world.engine, [1; 32]).await);
    redis.start_again();
    until_connected(&world.engine, true).await;
    remembered_session(&world.engine, &redis, [1; 32]).await;
}
