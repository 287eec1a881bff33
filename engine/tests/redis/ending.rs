use super::gateway::Gateway;
use super::{lives, node, patiently, remember, remembered_session, until_connected, with};
use engine::session;
use engine::testing::{TestRedis, World};
use sqlx::{Connection, PgConnection};
use std::time::Duration;

const ID: [u8; 32] = [7; 32];

#[tokio::test]
async fn a_session_ended_while_redis_was_away_stays_ended_when_it_is_back_as_it_was() {
    let redis = TestRedis::start();
    let gateway = Gateway::before(&redis);
    let world = World::with(with(gateway.url())).await;
    let other = node(&world, with(gateway.url())).await;
    remembered_session(&world.engine, &redis, ID).await;
    assert!(lives(&other, ID).await);
    // The network is gone; Redis itself keeps all it knows.
    gateway.shut();
    until_connected(&world.engine, false).await;
    until_connected(&other, false).await;
    session::delete(&world.engine, ID).await.expect("it ends");
    assert!(super::remembers(&redis, ID), "what Redis has is the old value");
    gateway.open();
    for node in [&world.engine, &other] {
        until_connected(node, true).await;
        assert!(!lives(node, ID).await);
    }
    // And the others are remembered again.
    remembered_session(&other, &redis, [8; 32]).await;
}

#[tokio::test]
async fn a_session_changed_while_redis_was_away_is_read_as_it_was_changed() {
    let redis = TestRedis::start();
    let gateway = Gateway::before(&redis);
    let world = World::with(with(gateway.url())).await;
    remembered_session(&world.engine, &redis, ID).await;
    gateway.shut();
    until_connected(&world.engine, false).await;
    let mut record = session::load(&world.engine, ID).await.expect("it loads").expect("it lives");
    record.data = b"changed".into();
    assert!(session::save(&world.engine, ID, None, &record, false).await.expect("it saves"));
    gateway.open();
    until_connected(&world.engine, true).await;
    assert_eq!(session::load(&world.engine, ID).await.expect("it loads"), Some(record));
    remember(&world.engine, &redis, ID).await;
}

#[tokio::test]
async fn a_redis_that_restarts_from_an_older_dump_is_not_believed() {
    let mut redis = TestRedis::start();
    let world = World::with(with(redis.url())).await;
    remembered_session(&world.engine, &redis, ID).await;
    redis.dump();
    // With Redis there: it is marked, and the mark dies with the server.
    session::delete(&world.engine, ID).await.expect("it ends");
    redis.stop();
    until_connected(&world.engine, false).await;
    redis.start_again();
    until_connected(&world.engine, true).await;
    assert!(super::remembers(&redis, ID), "the dump has the old value");
    assert!(!lives(&world.engine, ID).await);
}

#[tokio::test]
async fn a_node_that_is_cut_off_from_redis_ends_a_session_on_those_that_are_not() {
    let redis = TestRedis::start();
    let gateway = Gateway::before(&redis);
    let world = World::with(with(redis.url())).await;
    let cut_off = node(&world, with(gateway.url())).await;
    remembered_session(&world.engine, &redis, ID).await;
    gateway.shut();
    until_connected(&cut_off, false).await;
    session::delete(&cut_off, ID).await.expect("it ends");
    assert!(!lives(&cut_off, ID).await, "at once where it was ended");
    // A notice later everywhere else; ten seconds would mean that it was never heard.
    let heard = async { while lives(&world.engine, ID).await {} };
    tokio::time::timeout(Duration::from_secs(8), heard).await.expect("the notice is heard");
    assert!(super::is_connected(&world.engine));
}

#[tokio::test]
async fn redis_is_told_of_a_change_before_it_is_written_so_that_a_writer_who_dies_leaves_nothing_old() {
    let redis = TestRedis::start();
    let world = World::with(with(redis.url())).await;
    remembered_session(&world.engine, &redis, ID).await;
    let mut holder = PgConnection::connect(world.database.url()).await.expect("it connects");
    sqlx::raw_sql("begin; lock table session").execute(&mut holder).await.expect("it locks");
    let engine = world.engine.clone();
    let ending = tokio::spawn(async move { session::delete(&engine, ID).await });
    let waiting = "select count(*) as n from pg_locks where relation = 'session'::regclass and not granted";
    patiently(async { while world.figure(waiting).await == 0 {} }).await;
    assert!(!super::remembers(&redis, ID), "nothing is committed yet");
    sqlx::raw_sql("commit").execute(&mut holder).await.expect("it lets go");
    patiently(ending).await.expect("no panic").expect("it ends");
}

#[tokio::test]
async fn a_command_that_knows_no_redis_ends_sessions_on_nodes_that_do() {
    let redis = TestRedis::start();
    let world = World::with(with(redis.url())).await;
    let register = "insert into node (id, name, version, serves, slots, kinds, redis)
        values (gen_random_uuid(), 'n', 'v', true, 0, '{}', 'r')";
    world.sql(register).await;
    remembered_session(&world.engine, &redis, ID).await;
    let command = node(&world, |plain| plain).await;
    session::delete(&command, ID).await.expect("it ends");
    patiently(async { while lives(&world.engine, ID).await {} }).await;
    let generation = "select session_generation as n from installation";
    let before = world.figure(generation).await;
    world.sql("delete from node").await;
    let record =
        session::Record { data: Vec::new(), expires_at: time::OffsetDateTime::now_utc() + time::Duration::DAY };
    assert!(session::save(&command, ID, None, &record, true).await.expect("it saves"));
    session::delete(&command, ID).await.expect("it ends");
    assert_eq!(world.figure(generation).await, before, "where nobody has a Redis nothing is raised");
}

#[tokio::test]
async fn a_node_that_hears_no_notices_asks_the_database() {
    let redis = TestRedis::start();
    let gateway = Gateway::before(&redis);
    let world = World::with(with(redis.url())).await;
    let cut_off = node(&world, with(gateway.url())).await;
    remembered_session(&world.engine, &redis, ID).await;
    gateway.shut();
    until_connected(&cut_off, false).await;
    let cut = "select count(pg_terminate_backend(pid)) as n from pg_stat_activity
         where datname = current_database() and query ilike 'listen %'";
    for _ in 0..5 {
        remember(&world.engine, &redis, ID).await;
        assert!(world.figure(cut).await > 0, "lines are cut");
        let mut record = session::load(&cut_off, ID).await.expect("it loads").expect("it lives");
        record.data.push(b'!');
        assert!(session::save(&cut_off, ID, None, &record, false).await.expect("it saves"));
        // The notice was lost with the line; that the line is made anew is reason enough to look.
        let read = async || session::load(&world.engine, ID).await.expect("it loads");
        patiently(async { while read().await.as_ref() != Some(&record) {} }).await;
    }
}
