//! The job engine on a real database: what its rows say, whoever dies, freezes, stops or cancels, and whenever.

mod cancelling;
mod claiming;
mod failing;
mod freezing;
mod gate;
mod progress;
mod stopping;

use domain::Scope;
use domain::id::JobId;
use domain::job::JobProgress;
use domain::live::Topic;
use domain::phone::GenerationDraft;
use engine::queue::Worker;
use engine::testing::World;
use engine::{Engine, Settings, job, number};
use std::time::Duration;

/// Queues a generation in batches of a hundred into a new project.
async fn queued(world: &World, scope: &Scope, quantity: u64) -> JobId {
    let draft = domain::project::ProjectDraft { name: format!("numbers {}", uuid::Uuid::now_v7()), ..Default::default() };
    let project = engine::project::create(&world.engine, scope, &draft).await.expect("the project is made");
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

/// Another node on the world's database.
async fn node(world: &World, name: &str, change: impl FnOnce(&mut Settings)) -> Engine {
    let mut settings = world.database.settings();
    settings.node = name.to_owned();
    change(&mut settings);
    Engine::connect(settings).await.expect("the node connects")
}

fn worker(engine: &Engine) -> Worker {
    Worker::new(engine.clone(), job::registry())
}

async fn progress(world: &World, id: JobId) -> JobProgress {
    let text = world.figure(&format!("select tenant_id as n from job where id = '{id}'")).await;
    let scope = engine::queue_scope(text);
    job::progress(&world.engine, &scope, id).await.expect("the job is there")
}
