use super::{is_connected, lives, node, remembered_session, take, with};
use domain::live::Topic;
use engine::testing::{TestRedis, World};
use engine::{RedisState, job};

const ID: [u8; 32] = [7; 32];

#[tokio::test]
async fn a_session_that_was_read_is_answered_by_redis_and_what_it_keeps_is_no_id() {
    let redis = TestRedis::start();
    let world = World::with(with(redis.url())).await;
    remembered_session(&world.engine, &redis, ID).await;
    // Behind the engine's back, as nobody does: the answer shows who gives it.
    world.sql("update session set data = 'changed'").await;
    let loaded = engine::session::load(&world.engine, ID).await.expect("it loads").expect("it lives");
    assert_eq!(loaded.data, b"signed in");
}

#[tokio::test]
async fn notices_and_limits_go_by_redis() {
    let redis = TestRedis::start();
    let world = World::with(with(redis.url())).await;
    take(&world.engine, "a").await;
    assert_eq!(world.figure("select count(*) as n from rate_limit").await, 0);
    let id = super::queue(&world, 100).await;
    let mut watch = world.engine.live().subscribe(&world.scope, Topic::Job(id));
    job::cancel(&world.engine, &world.scope, id).await.expect("it is cancelled");
    assert!(super::patiently(watch.changed()).await);
    assert!(redis.say(&["info", "commandstats"]).contains("cmdstat_publish:calls="));
}

#[tokio::test]
async fn two_installations_share_one_redis_and_nothing_in_it() {
    let redis = TestRedis::start();
    let (one, two) = (World::with(with(redis.url())).await, World::with(with(redis.url())).await);
    remembered_session(&one.engine, &redis, ID).await;
    assert!(!lives(&two.engine, ID).await);
    while take(&one.engine, "a").await.allowed {}
    assert!(take(&two.engine, "a").await.allowed);
}

#[tokio::test]
async fn nodes_can_tell_whether_they_share_one_redis_also_after_it_was_emptied() {
    let (redis, stranger) = (TestRedis::start(), TestRedis::start());
    let world = World::with(with(redis.url())).await;
    let (same, other) = (node(&world, with(redis.url())).await, node(&world, with(stranger.url())).await);
    let id = |node: &engine::Engine| match node.redis_state() {
        Some(RedisState::Connected { id, .. }) => Some(id),
        _ => None,
    };
    assert!(id(&same).is_some());
    assert_eq!(id(&world.engine), id(&same));
    assert_ne!(id(&world.engine), id(&other));
    redis.say(&["flushall"]);
    // The third draws a name before the others look, or takes over theirs that they have put back.
    let third = node(&world, with(redis.url())).await;
    super::patiently(async {
        loop {
            let nodes = [&world.engine, &same, &third];
            if nodes.iter().all(|node| is_connected(node) && id(node) == id(&third)) {
                break;
            }
            engine::node::readiness(&world.engine, &[]).await.expect("the database is there");
        }
    })
    .await;
    assert_eq!(redis.say(&["keys", "trunkline:*:id"]).lines().count(), 1);
}
