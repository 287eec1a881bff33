//! `/readyz`: what it says of the database, the schema and who works on jobs.

mod support;

use axum::http::Method;
use engine::node::{self, Role};
use engine::testing::{World, operator};
use engine::{Engine, Settings, job};
use serde_json::{Value, json};
use support::{Server, bare};

async fn asked(server: &Server) -> (u16, Value) {
    let answer = server.ask(bare(Method::GET, "/readyz")).await;
    (answer.status.as_u16(), answer.json())
}

/// Another process with so many places for jobs.
async fn node(world: &World, name: &str, slots: usize) -> Engine {
    let engine =
        Engine::connect(Settings { node: name.into(), ..world.database.settings() }).await.expect("it connects");
    let role = Role::new(false, slots, &job::registry());
    node::join(&engine, &role).await.expect("it joins");
    engine
}

#[tokio::test]
async fn a_server_of_pages_says_whether_anybody_works_on_jobs_and_is_sent_requests_all_the_same() {
    let server = Server::new().await;
    assert_eq!(asked(&server).await.1["worker"], false, "nobody is there");
    let _pages = node(&server.world, "pages", 0).await;
    assert_eq!(asked(&server).await.1["worker"], false, "who only serves pages does not work");
    let worker = node(&server.world, "worker", 4).await;
    let all = json!({ "ready": true, "database": true, "migrations": true, "worker": true, "redis": null });
    assert_eq!(asked(&server).await, (200, all));

    let nodes = node::list(&server.world.engine, &operator()).await.expect("they are listed");
    let id = nodes.iter().find(|node| node.name == "worker").expect("it is listed").id;
    node::drain(&server.world.engine, &operator(), id, true).await.expect("it is drained");
    let (status, drained) = asked(&server).await;
    assert_eq!((status, &drained["worker"], &drained["ready"]), (200, &json!(false), &json!(true)));
    node::drain(&server.world.engine, &operator(), id, false).await.expect("it works again");
    assert_eq!(asked(&server).await.1["worker"], true);

    server.world.sql("update node set seen_at = now() - interval '1 minute'").await;
    assert_eq!(asked(&server).await.1["worker"], false, "the worker gave no sign of life");
    node::leave(&worker).await.expect("it leaves");
}

#[tokio::test]
async fn a_schema_that_lacks_a_migration_takes_the_server_from_its_balancer() {
    let server = Server::new().await;
    assert_eq!(asked(&server).await.0, 200);
    server.world.sql("delete from seaql_migrations where version = (select max(version) from seaql_migrations)").await;
    let (status, said) = asked(&server).await;
    assert_eq!((status, &said["migrations"], &said["database"]), (503, &json!(false), &json!(true)), "{said}");
}
