//! Normal work logs no warning. A file of its own: the log is the process's, and no other test may write to it.

use domain::id::JobId;
use domain::job::JobState;
use domain::phone::GenerationDraft;
use engine::queue::Worker;
use engine::testing::World;
use engine::{Settings, job, number};
use std::fmt::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// What was logged at warn or above, by whatever library.
#[derive(Clone, Default)]
struct Warnings(Arc<Mutex<Vec<String>>>);

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Warnings {
    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        if *event.metadata().level() <= tracing::Level::WARN {
            let mut text = event.metadata().target().to_owned();
            let mut fields = |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
                write!(text, " {field}={value:?}").expect("a string takes everything");
            };
            event.record(&mut fields);
            self.0.lock().expect("no panic").push(text);
        }
    }
}

/// Two generations with one seed in one project insert the same rows: their steps meet, give way and are rolled back. A
/// short lease makes hearts beat while jobs end.
#[tokio::test]
async fn generations_that_meet_and_hearts_that_stop_log_no_warning() {
    let warnings = Warnings::default();
    tracing_subscriber::registry().with(warnings.clone()).init();
    let world = World::with(|plain| Settings { lease: Duration::from_secs(1), ..plain }).await;
    let project = world.project("numbers").await;
    let mut jobs: Vec<JobId> = Vec::new();
    for _ in 0..3 {
        let draft = GenerationDraft {
            project_id: project.id.to_string(),
            area_code: "415".into(),
            quantity: "6000".into(),
            batch_size: "200".into(),
            seed: "7".into(),
            ..GenerationDraft::default()
        };
        jobs.push(number::generate(&world.engine, &world.scope, &draft).await.expect("it is queued").job);
    }
    let stop = CancellationToken::new();
    let working = tokio::spawn({
        let (worker, stop) = (Worker::new(world.engine.clone(), job::registry()), stop.clone());
        async move { worker.run(stop).await }
    });
    for id in jobs {
        let mut watch = world.engine.live().subscribe(&world.scope, domain::live::Topic::Job(id));
        let ended = async {
            while !job::progress(&world.engine, &world.scope, id).await.expect("it is there").state.is_ended() {
                watch.changed().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), ended).await.expect("it ends");
        assert_eq!(job::progress(&world.engine, &world.scope, id).await.expect("there").state, JobState::Done);
    }
    stop.cancel();
    working.await.expect("no panic");
    // The connections of abandoned steps go back to the pool a moment later; whoever takes them all has waited for that.
    let held: Vec<_> = (0..3).map(|_| world.figure("select count(*) as n from job")).collect();
    for look in held {
        look.await;
    }
    let warnings = warnings.0.lock().expect("no panic").clone();
    assert!(warnings.is_empty(), "{warnings:#?}");
}
