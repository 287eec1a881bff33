//! The nodes of an installation: signs of life, draining, and who may come together.

use engine::node::{self, Role};
use engine::queue::Worker;
use engine::testing::{TestRedis, Toy, World, operator, toys};
use engine::{Engine, Error, Settings, job};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

fn role() -> Role {
    Role::new(true, 4, &job::registry())
}

async fn node(world: &World, name: &str, redis: Option<&TestRedis>) -> Engine {
    let settings =
        Settings { node: name.into(), redis_url: redis.map(|redis| redis.url()), ..world.database.settings() };
    Engine::connect(settings).await.expect("the node connects")
}

async fn names(world: &World, away: bool) -> Vec<String> {
    let nodes = node::list(&world.engine, &operator()).await.expect("they are listed");
    nodes.into_iter().filter(|node| node.away == away).map(|node| node.name).collect()
}

#[tokio::test]
async fn a_node_is_listed_while_it_gives_signs_of_life_away_when_it_gives_none_and_gone_when_it_has_left() {
    let world = World::new().await;
    let (one, two) = (node(&world, "one", None).await, node(&world, "two", None).await);
    for engine in [&one, &two] {
        node::beat(engine, &role(), false).await.expect("a sign of life");
    }
    assert_eq!(names(&world, false).await, ["one", "two"]);
    world.sql("update node set seen_at = now() - interval '1 minute' where name = 'two'").await;
    assert_eq!(names(&world, true).await, ["two"]);
    node::beat(&two, &role(), false).await.expect("it was frozen, and is back");
    assert_eq!(names(&world, false).await, ["one", "two"]);
    node::leave(&one).await.expect("it leaves");
    assert_eq!(names(&world, false).await, ["two"]);
}

#[tokio::test]
async fn a_drain_reaches_the_node_with_its_next_sign_of_life() {
    let world = World::new().await;
    let engine = node(&world, "one", None).await;
    node::beat(&engine, &role(), false).await.expect("a sign of life");
    let id = node::list(&world.engine, &operator()).await.expect("they are listed")[0].id;
    node::drain(&world.engine, &operator(), id, true).await.expect("it is asked for");
    let (sender, mut draining) = watch::channel(false);
    let stop = CancellationToken::new();
    let alive = tokio::spawn(node::keep_alive(engine.clone(), role(), sender, stop));
    draining.wait_for(|draining| *draining).await.expect("it is told");
    node::drain(&world.engine, &operator(), id, false).await.expect("it is taken back");
    assert!(!node::beat(&engine, &role(), false).await.expect("a sign of life"));
    alive.abort();
    let refused = node::drain(&world.engine, &world.scope, id, true).await;
    assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
}

#[tokio::test]
async fn nodes_that_share_no_redis_are_refused_and_those_that_share_one_or_have_none_come_together() {
    let world = World::new().await;
    let (here, elsewhere) = (TestRedis::start(), TestRedis::start());
    let first = node(&world, "first", Some(&here)).await;
    assert_eq!(node::guard(&first).await.expect("it is alone"), 0);
    node::beat(&first, &role(), false).await.expect("a sign of life");
    let same = node(&world, "same", Some(&here)).await;
    assert_eq!(node::guard(&same).await.expect("they share it"), 1);
    for stranger in [node(&world, "without", None).await, node(&world, "another", Some(&elsewhere)).await] {
        let refused = node::guard(&stranger).await.expect_err("they would not hear each other").to_string();
        assert!(refused.contains("first") && refused.contains("REDIS_URL"), "{refused}");
    }
    node::leave(&first).await.expect("it leaves");
    let without = node(&world, "without", None).await;
    assert_eq!(node::guard(&without).await.expect("it is alone"), 0);
    node::beat(&without, &role(), false).await.expect("a sign of life");
    assert!(node::guard(&same).await.is_err(), "one with Redis does not join one without");
    assert_eq!(node::guard(&node(&world, "third", None).await).await.expect("none has any"), 1);
}

#[tokio::test]
async fn a_node_whose_name_is_taken_by_one_that_lives_is_called_otherwise_and_claims_by_that_name() {
    let world = World::new().await;
    let (first, second) = (node(&world, "web", None).await, node(&world, "web", None).await);
    assert_eq!(node::join(&first, &role()).await.expect("it joins").renamed, None);
    let renamed = node::join(&second, &role()).await.expect("it joins").renamed.expect("the name is taken");
    assert!(renamed.starts_with("web-") && renamed.len() == "web-".len() + 4, "{renamed}");
    assert_eq!(names(&world, false).await, ["web".to_owned(), renamed.clone()]);
    Toy::new("toy").queue(&world.engine, &world.scope).await.expect("it is queued");
    assert!(Worker::new(second, toys()).run_once().await.expect("it works"));
    assert_eq!(world.text("select node as text from job_attempt").await, renamed);

    world.sql("update node set seen_at = now() - interval '1 minute'").await;
    let third = node(&world, "web", None).await;
    assert_eq!(node::join(&third, &role()).await.expect("it joins").renamed, None, "the other one is away");
}

#[tokio::test]
async fn a_job_that_waits_says_that_no_node_works_on_its_kind_until_one_comes() {
    let world = World::new().await;
    let (id, _) = Toy::new("toy").queue(&world.engine, &world.scope).await.expect("it is queued");
    let unattended = async || job::progress(&world.engine, &world.scope, id).await.expect("it is there").unattended;
    assert!(unattended().await, "nobody is there");
    let pages = node(&world, "pages", None).await;
    node::join(&pages, &Role { slots: 0, ..role() }).await.expect("it joins");
    assert!(unattended().await, "it only serves pages");
    let old = node(&world, "old", None).await;
    node::join(&old, &Role { kinds: vec!["faxing".into()], ..role() }).await.expect("it joins");
    assert!(unattended().await, "it does not know the kind");
    let worker = node(&world, "worker", None).await;
    node::join(&worker, &role()).await.expect("it joins");
    assert!(!unattended().await);
    world.sql("update node set drain_requested_at = now() where name = 'worker'").await;
    assert!(unattended().await, "it is drained");
}
