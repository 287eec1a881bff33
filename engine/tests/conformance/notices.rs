use super::{House, on_both_kinds, patiently};
use domain::Scope;
use domain::id::JobId;
use domain::live::Topic;
use domain::phone::GenerationDraft;
use domain::scope::Role;
use engine::live::Subscription;
use engine::{job, number};
use futures::FutureExt;

on_both_kinds!(
    what_happens_on_one_node_is_heard_once_on_every_node,
    nobody_hears_another_tenant,
    every_state_of_many_changes_is_followed_by_a_notice,
);

/// A job that only waits: making, cancelling and retrying it is what is heard.
async fn job(house: &House, scope: &Scope) -> JobId {
    let draft = domain::project::ProjectDraft { name: uuid::Uuid::now_v7().to_string(), ..Default::default() };
    let project = engine::project::create(&house.world.engine, scope, &draft).await.expect("the project is made");
    let draft = GenerationDraft {
        project_id: project.id.to_string(),
        area_code: "415".into(),
        quantity: "100".into(),
        batch_size: "100".into(),
        ..GenerationDraft::default()
    };
    number::generate(&house.world.engine, scope, &draft).await.expect("the generation is queued").job
}

async fn cancelled_job(house: &House, scope: &Scope) -> JobId {
    let id = job(house, scope).await;
    job::cancel(&house.world.engine, scope, id).await.expect("it is cancelled");
    id
}

/// Waits until both nodes hear, and have heard everything that was said before: notices arrive in their order.
async fn settled(house: &House) {
    let id = job(house, &house.world.scope).await;
    for node in house.nodes() {
        let mut watch = node.live().subscribe(&house.world.scope, Topic::Job(id));
        patiently(async {
            loop {
                // Until the line to the node stands, notices are lost.
                job::cancel(&house.world.engine, &house.world.scope, id).await.ok();
                job::retry(&house.world.engine, &house.world.scope, id).await.ok();
                if tokio::time::timeout(std::time::Duration::from_millis(200), watch.changed()).await.is_ok() {
                    break;
                }
            }
        })
        .await;
    }
    last_word(house).await;
}

/// Says something new on every node and waits until it is heard on every node.
async fn last_word(house: &House) {
    let scope = &house.world.scope;
    for speaker in house.nodes() {
        let id = cancelled_job(house, scope).await;
        let mut watches: Vec<_> = house.nodes().map(|node| node.live().subscribe(scope, Topic::Job(id))).collect();
        job::retry(speaker, scope, id).await.expect("it is retried");
        for watch in &mut watches {
            // Its making and cancelling may still be on the way: the retry is the last.
            assert!(patiently(watch.changed()).await);
        }
        job::cancel(speaker, scope, id).await.expect("it is cancelled");
        for watch in &mut watches {
            assert!(patiently(watch.changed()).await);
        }
    }
}

fn heard(watch: &mut Subscription) -> usize {
    std::iter::from_fn(|| watch.changed().now_or_never()).count()
}

async fn what_happens_on_one_node_is_heard_once_on_every_node(house: &House) {
    settled(house).await;
    let scope = &house.world.scope;
    let id = cancelled_job(house, scope).await;
    last_word(house).await;
    for speaker in house.nodes() {
        let mut watches: Vec<_> = house.nodes().map(|node| node.live().subscribe(scope, Topic::Job(id))).collect();
        job::retry(speaker, scope, id).await.expect("it is retried");
        for watch in &mut watches {
            assert!(patiently(watch.changed()).await);
        }
        last_word(house).await;
        assert_eq!(watches.iter_mut().map(heard).collect::<Vec<_>>(), [0, 0], "once");
        job::cancel(speaker, scope, id).await.expect("it is cancelled");
        last_word(house).await;
    }
}

async fn nobody_hears_another_tenant(house: &House) {
    settled(house).await;
    let (_, _, foreign) = house.world.other("strangers", Role::Owner).await;
    let id = cancelled_job(house, &house.world.scope).await;
    last_word(house).await;
    let mut theirs: Vec<_> = house
        .nodes()
        .flat_map(|node| [Topic::Job(id), Topic::ActiveJobs].map(|topic| node.live().subscribe(&foreign, topic)))
        .collect();
    job::retry(&house.other, &house.world.scope, id).await.expect("it is retried");
    last_word(house).await;
    assert_eq!(theirs.iter_mut().map(heard).collect::<Vec<_>>(), [0; 4]);
}

async fn every_state_of_many_changes_is_followed_by_a_notice(house: &House) {
    settled(house).await;
    let scope = &house.world.scope;
    let id = cancelled_job(house, scope).await;
    let watching = async {
        let mut watch = house.other.live().subscribe(scope, Topic::Job(id));
        // Subscribed, then read: whoever does so sees the last state without ever looking by itself.
        while job::progress(&house.other, scope, id).await.expect("it is there").version < 60 {
            watch.changed().await;
        }
    };
    let changing = async {
        while job::progress(&house.world.engine, scope, id).await.expect("it is there").version < 60 {
            job::retry(&house.world.engine, scope, id).await.expect("it is retried");
            job::cancel(&house.world.engine, scope, id).await.expect("it is cancelled");
        }
    };
    patiently(async { tokio::join!(watching, changing) }).await;
}
