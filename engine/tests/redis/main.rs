//! Redis stops, hangs, restarts, forgets, is somebody else's: Trunkline is slower, right, and quick again by itself (E21).

mod answering;
mod ending;
mod gateway;
mod hanging;
mod stopping;

#[path = "../queue/gate.rs"]
mod gate;

use domain::id::JobId;
use domain::job::JobProgress;
use domain::live::Topic;
use domain::phone::GenerationDraft;
use engine::rate_limit::{self, Limit, Verdict};
use engine::session::{self, Hash, Record};
use engine::testing::{TestRedis, World};
use engine::{Engine, RedisState, Settings, job, number};
use secrecy::SecretString;
use std::time::Duration;
use time::OffsetDateTime;

/// Nothing here takes so long unless something was lost.
const PATIENCE: Duration = Duration::from_secs(30);

/// What comes of a future, which must come in time.
async fn patiently<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.expect("what is waited for comes in time")
}

/// Settings with Redis; patient, as the machine may be busy. A server that is gone is found out by its connection.
fn with(url: SecretString) -> impl Fn(Settings) -> Settings {
    move |plain| Settings { redis_url: Some(url.clone()), redis_patience: Duration::from_secs(3), ..plain }
}

/// Another node on the world's database.
async fn node(world: &World, settings: impl Fn(Settings) -> Settings) -> Engine {
    Engine::connect(settings(world.database.settings())).await.expect("the node connects")
}

fn is_connected(node: &Engine) -> bool {
    matches!(node.redis_state(), Some(RedisState::Connected { .. }))
}

/// Waits until the node has its Redis, or has found out that it has none.
async fn until_connected(node: &Engine, connected: bool) {
    // Each look makes way by a round trip to the database.
    patiently(async {
        while is_connected(node) != connected {
            engine::node::readiness(node, &[]).await.expect("the database is there");
        }
    })
    .await;
}

/// Makes a session and lets Redis remember it.
async fn remembered_session(node: &Engine, redis: &TestRedis, id: Hash) {
    let record = Record { data: b"signed in".into(), expires_at: OffsetDateTime::now_utc() + time::Duration::DAY };
    assert!(session::save(node, id, None, &record, true).await.expect("it saves"));
    remember(node, redis, id).await;
}

/// Reads a session until Redis has it.
async fn remember(node: &Engine, redis: &TestRedis, id: Hash) {
    patiently(async {
        while !remembers(redis, id) {
            assert!(lives(node, id).await, "it lives");
        }
    })
    .await;
}

/// Whether Redis holds the value of the session.
fn remembers(redis: &TestRedis, id: Hash) -> bool {
    let keys = redis.say(&["keys", &format!("*:session:*:{:02x}*", id[0])]);
    keys.lines().any(|key| redis.say(&["get", key]).starts_with('='))
}

async fn lives(node: &Engine, id: Hash) -> bool {
    session::load(node, id).await.expect("it loads").is_some()
}

async fn take(node: &Engine, key: &str) -> Verdict {
    let limit = Limit { burst: 3, per: Duration::from_secs(3_600) };
    rate_limit::take(node, key, limit).await.expect("it answers")
}

/// Queues a generation in batches of a hundred.
async fn queue(world: &World, quantity: u64) -> JobId {
    let project = world.project(&uuid::Uuid::now_v7().to_string()).await;
    let draft = GenerationDraft {
        project_id: project.id.to_string(),
        area_code: "415".into(),
        quantity: quantity.to_string(),
        batch_size: "100".into(),
        ..GenerationDraft::default()
    };
    number::generate(&world.engine, &world.scope, &draft).await.expect("the generation is queued").job
}

/// The job once `reached` holds, looked at whenever a change of it is announced.
async fn once(world: &World, id: JobId, reached: impl Fn(&JobProgress) -> bool) -> JobProgress {
    let mut watch = world.engine.live().subscribe(&world.scope, Topic::Job(id));
    patiently(async {
        loop {
            let progress = job::progress(&world.engine, &world.scope, id).await.expect("the job is there");
            if reached(&progress) {
                return progress;
            }
            watch.changed().await;
        }
    })
    .await
}
