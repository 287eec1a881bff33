//! The job engine on a real database: what a job's row says, whoever dies, freezes, stops or cancels, and whenever.

mod cancelling;
mod chains;
mod choosing;
mod claiming;
mod failing;
mod freezing;
mod gate;
mod progress;
mod stopping;
mod turns;

use domain::Scope;
use domain::id::JobId;
use domain::job::{JobProgress, JobState};
use domain::live::Topic;
use domain::phone::GenerationDraft;
use domain::project::ProjectDraft;
use engine::queue::Worker;
use engine::testing::World;
use engine::{Engine, Settings, job, number, project};
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Nothing here takes so long unless a signal was lost.
const PATIENCE: Duration = Duration::from_secs(20);

/// Queues a generation in batches of a hundred, into a project of its own.
async fn queue(world: &World, scope: &Scope, quantity: u64) -> JobId {
    let draft = ProjectDraft { name: uuid::Uuid::now_v7().to_string(), ..ProjectDraft::default() };
    let project = project::create(&world.engine, scope, &draft).await.expect("the project is made");
    let draft = GenerationDraft {
        project_id: project.id.to_string(),
        area_code: "415".into(),
        quantity: quantity.to_string(),
        batch_size: "100".into(),
        seed: "7".into(),
        ..GenerationDraft::default()
    };
    number::generate(&world.engine, scope, &draft).await.expect("the generation is queued").job
}

/// Another process on the world's database.
async fn node(world: &World, name: &str, settings: impl FnOnce(Settings) -> Settings) -> Engine {
    let plain = Settings { node: name.to_owned(), ..world.database.settings() };
    Engine::connect(settings(plain)).await.expect("the node connects")
}

/// What comes of a future, which must come in time.
async fn patiently<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.expect("what is waited for comes in time")
}

fn worker(engine: &Engine) -> Worker {
    Worker::new(engine.clone(), job::registry())
}

/// Lets `engine` run one job in the background.
fn run_once(engine: &Engine) -> JoinHandle<engine::Result<bool>> {
    let worker = worker(engine);
    tokio::spawn(async move { worker.run_once().await })
}

/// Lets `engine` work until the token stops it.
fn run(engine: &Engine) -> (JoinHandle<()>, CancellationToken) {
    let (worker, stop) = (worker(engine), CancellationToken::new());
    let token = stop.clone();
    (tokio::spawn(async move { worker.run(token).await }), stop)
}

async fn progress(world: &World, id: JobId) -> JobProgress {
    job::progress(&world.engine, &world.scope, id).await.expect("the job is there")
}

/// The job once `reached` holds, looked at whenever a change of it is announced.
async fn once(world: &World, id: JobId, reached: impl Fn(&JobProgress) -> bool) -> JobProgress {
    let mut watch = world.engine.live().subscribe(&world.scope, Topic::Job(id));
    let watching = async {
        loop {
            let progress = progress(world, id).await;
            if reached(&progress) {
                return progress;
            }
            watch.changed().await;
        }
    };
    patiently(watching).await
}

/// A figure of the job's row.
async fn figure(world: &World, id: JobId, expression: &str) -> i64 {
    world.figure(&format!("select ({expression})::bigint as n from job where id = '{id}'")).await
}

/// How the job's attempts ended, the first one first.
async fn attempts(world: &World, id: JobId) -> Vec<String> {
    let attempts = job::attempts(&world.engine, &world.scope, id).await.expect("the attempts read");
    attempts.into_iter().rev().map(|attempt| attempt.ended_as.unwrap_or_else(|| "running".into())).collect()
}

/// The row and the table agree: every number counted once, none that is not there.
async fn assert_exact(world: &World, id: JobId, quantity: i64) {
    let ended = progress(world, id).await;
    assert_eq!((ended.state, ended.processed, ended.succeeded), (JobState::Done, quantity, quantity));
    assert_eq!(world.figure("select count(*) as n from number").await, quantity);
    assert_eq!(ended.steps_done, ended.steps_total, "every batch is counted once");
}
