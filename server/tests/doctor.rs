//! `trunkline doctor` on a database that is given: what it says of the nodes, of Redis, and when nothing answers.

use engine::node::{self, Role};
use engine::testing::{TestRedis, World, operator};
use engine::{Engine, Settings, job};
use secrecy::ExposeSecret;
use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, Instant};

/// What it prints on stdout and stderr, and how it ends.
fn doctor(settings: &[(&str, &str)]) -> (String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_trunkline"))
        .arg("doctor")
        .env_remove("REDIS_URL")
        .env("TRUNKLINE_ADDR", "127.0.0.1:0")
        .env("TRUNKLINE_LOG", "error")
        .envs(settings.iter().copied())
        .output()
        .expect("the binary starts");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (text, output.status.code())
}

#[track_caller]
fn says(text: &str, line: &str) {
    assert!(text.lines().any(|there| there.starts_with(line)), "no line begins with {line:?} in:\n{text}");
}

async fn join(world: &World, name: &str, redis: Option<&TestRedis>) -> Engine {
    let settings = Settings { node: name.into(), redis_url: redis.map(TestRedis::url), ..world.database.settings() };
    let engine = Engine::connect(settings).await.expect("the node connects");
    node::join(&engine, &Role::new(true, 4, &job::registry())).await.expect("it joins");
    engine
}

#[tokio::test]
async fn nodes_are_listed_and_it_is_wrong_when_none_of_them_works() {
    let world = World::new().await;
    let url = world.database.url().to_owned();
    let look = || doctor(&[("DATABASE_URL", &url)]);
    let (text, code) = look();
    says(&text, "wrong  nodes: none works on jobs; start `trunkline serve`");
    assert_eq!(code, Some(1));
    let _web = join(&world, "web-1", None).await;
    says(&look().0, "ok     nodes: web-1 (works on 0 of 4 jobs)");
    let id = node::list(&world.engine, &operator()).await.expect("they are listed")[0].id;
    node::drain(&world.engine, &operator(), id, true).await.expect("it is drained");
    says(&look().0, "wrong  nodes: none works on jobs: web-1 (drained)");
    world.sql("update node set drain_requested_at = null, seen_at = now() - interval '10 minutes'").await;
    says(&look().0, "wrong  nodes: none works on jobs: web-1 (away for 10 min)");
}

#[tokio::test]
async fn redis_is_held_against_what_the_nodes_use() {
    let world = World::new().await;
    let url = world.database.url().to_owned();
    let (here, elsewhere) = (TestRedis::start(), TestRedis::start());
    let address = |redis: &TestRedis| redis.url().expose_secret().to_owned();
    let (one, two) = (join(&world, "web-1", Some(&here)).await, join(&world, "web-2", Some(&here)).await);
    let (text, _) = doctor(&[("DATABASE_URL", &url)]);
    says(&text, "wrong  redis: The node web-1 of this database uses Redis and this one does not");
    let (text, _) = doctor(&[("DATABASE_URL", &url), ("REDIS_URL", &address(&elsewhere))]);
    says(&text, "wrong  redis: The node web-1 of this database uses another Redis than this one.");
    let (text, _) = doctor(&[("DATABASE_URL", &url), ("REDIS_URL", &address(&here))]);
    says(&text, "ok     redis: version ");
    for node in [&one, &two] {
        node::leave(node).await.expect("it leaves");
    }
    let _without = (join(&world, "web-1", None).await, join(&world, "web-2", None).await);
    let (text, _) = doctor(&[("DATABASE_URL", &url)]);
    says(&text, "look   redis: none, and 2 nodes: all goes through PostgreSQL");
}

#[test]
fn a_database_and_a_redis_that_do_not_answer_are_told_at_once_with_the_cause() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port is free").local_addr().expect("it has one");
    let database = format!("postgres://me:hunter2@{free}/trunkline");
    let redis = format!("redis://:hunter2@{free}");
    let began = Instant::now();
    let (text, code) = doctor(&[("DATABASE_URL", &database), ("REDIS_URL", &redis)]);
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    let place = format!("The database at 127.0.0.1, port {}", free.port());
    says(&text, &format!("wrong  database: {place} can't be reached: nothing listens there (connection refused)"));
    says(&text, "wrong  redis: nothing listens there (connection refused); start it, or look at REDIS_URL");
    says(&text, "trunkline: ");
    assert!(!text.contains("hunter2") && !text.contains("Os {"), "{text}");
    assert_eq!(code, Some(1));
}

#[test]
fn a_database_that_takes_the_call_and_says_nothing_is_given_up_after_seconds() {
    let mute = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let place = mute.local_addr().expect("it has one");
    let began = Instant::now();
    let (text, _) = doctor(&[("DATABASE_URL", &format!("postgres://me@{place}/trunkline"))]);
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    says(
        &text,
        &format!("wrong  database: The database at 127.0.0.1, port {} does not answer within 3 s", place.port()),
    );
}

#[test]
fn settings_that_are_mistyped_or_seldom_go_together_are_shown() {
    let (text, _) = doctor(&[
        ("DATABASE_URL", "postgres://127.0.0.1:1/x"),
        ("TRUNKLINE_WORKR_JOBS", "3"),
        ("TRUNKLINE_WORKER_JOBS", "2"),
    ]);
    says(&text, "look   settings: TRUNKLINE_WORKR_JOBS is no setting and is ignored; TRUNKLINE_WORKER_JOBS was");
    says(&text, "look   settings: TRUNKLINE_WORKER_TENANT_JOBS is 3 and TRUNKLINE_WORKER_JOBS 2");
}
