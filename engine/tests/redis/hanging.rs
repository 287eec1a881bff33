use super::gateway::Gateway;
use super::{lives, patiently, remembered_session, take, until_connected, with};
use domain::live::Topic;
use engine::testing::{TestRedis, World};
use engine::{Engine, RedisState, Settings, job, session};
use std::time::{Duration, Instant};

const ID: [u8; 32] = [7; 32];
/// As in production.
const REDIS_PATIENCE: Duration = Duration::from_millis(250);

fn impatient(redis: &TestRedis) -> impl Fn(Settings) -> Settings {
    let with = with(redis.url());
    move |plain| Settings { redis_patience: REDIS_PATIENCE, ..with(plain) }
}

#[tokio::test]
async fn a_redis_that_hangs_holds_nobody_up_for_longer_than_its_time() {
    let redis = TestRedis::start();
    let world = World::with(impatient(&redis)).await;
    let engine = &world.engine;
    remembered_session(engine, &redis, ID).await;
    let job = super::queue(&world, 100).await;
    let mut watch = engine.live().subscribe(&world.scope, Topic::Job(job));
    for round in 0..3 {
        until_connected(engine, true).await;
        redis.freeze();
        let begun = Instant::now();
        match round {
            0 => assert!(lives(engine, ID).await),
            1 => assert!(take(engine, "a").await.allowed),
            _ => drop(job::cancel(engine, &world.scope, job).await.expect("it is cancelled")),
        }
        // Generous for a busy machine, and far from the seconds that a client waits by itself.
        assert!(begun.elapsed() < REDIS_PATIENCE * 8, "{:?}", begun.elapsed());
        if round == 2 {
            assert!(patiently(watch.changed()).await, "the notice goes the other way");
        }
        // Who comes later does not wait at all.
        until_connected(engine, false).await;
        let begun = Instant::now();
        for _ in 0..20 {
            assert!(lives(engine, ID).await);
            take(engine, "b").await;
        }
        assert!(begun.elapsed() < REDIS_PATIENCE * 8, "{:?}", begun.elapsed());
        redis.thaw();
    }
}

#[tokio::test]
async fn what_hung_on_its_way_to_redis_does_no_harm_when_it_arrives() {
    let redis = TestRedis::start();
    let world = World::with(impatient(&redis)).await;
    let engine = &world.engine;
    for round in 0..5 {
        let id = [round; 32];
        until_connected(engine, true).await;
        remembered_session(engine, &redis, id).await;
        redis.freeze();
        // Reads and writes reach the frozen server's socket and are carried out when it goes on, long given up.
        let (_, ended) = tokio::join!(lives(engine, id), session::delete(engine, id));
        ended.expect("it ends");
        redis.thaw();
        until_connected(engine, true).await;
        for _ in 0..3 {
            assert!(!lives(engine, id).await, "round {round}");
        }
    }
}

#[tokio::test]
async fn a_subscription_that_is_never_confirmed_is_given_up_and_tried_again() {
    let redis = TestRedis::start();
    let gateway = Gateway::before(&redis);
    gateway.be_deaf();
    let begun = Instant::now();
    let settings = |plain| Settings { redis_patience: REDIS_PATIENCE, ..with(gateway.url())(plain) };
    let world = World::with(settings).await;
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    let Some(RedisState::Away { why, .. }) = world.engine.redis_state() else { panic!("it is not subscribed") };
    assert!(why.starts_with("no answer within"), "{why}");
    works_without(&world.engine).await;
    gateway.open();
    until_connected(&world.engine, true).await;
    let job = super::queue(&world, 100).await;
    let mut watch = world.engine.live().subscribe(&world.scope, Topic::Job(job));
    job::cancel(&world.engine, &world.scope, job).await.expect("it is cancelled");
    assert!(patiently(watch.changed()).await);
}

async fn works_without(engine: &Engine) {
    assert!(!lives(engine, ID).await);
    assert!(take(engine, "a").await.allowed);
}
