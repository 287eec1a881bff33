//! Jobs that wait for each other, jobs of which there is one, jobs that repeat, and retrying many.

use super::{patiently, progress};
use domain::filter::{Filter, Jobs};
use domain::id::JobId;
use domain::job::JobState;
use engine::job;
use engine::queue::{Worker, run_due};
use engine::testing::{Toy, World, toys};
use engine::{Error, notification};
use std::collections::BTreeSet;

async fn queue(world: &World, toy: Toy) -> JobId {
    toy.queue(&world.engine, &world.scope).await.expect("the toy is queued").0
}

async fn behind(world: &World, before: JobId, title: &str) -> JobId {
    queue(world, Toy { after: Some(before), ..Toy::new(title) }).await
}

async fn work(world: &World) {
    let worker = Worker::new(world.engine.clone(), toys());
    while worker.run_once().await.expect("it works") {}
}

async fn state(world: &World, id: JobId) -> JobState {
    progress(world, id).await.state
}

#[tokio::test]
async fn a_job_behind_another_is_held_until_that_one_is_done() {
    let world = World::new().await;
    let first = queue(&world, Toy::new("first")).await;
    let second = behind(&world, first, "second").await;
    let third = behind(&world, second, "third").await;
    assert_eq!(state(&world, second).await, JobState::Held);
    let worker = Worker::new(world.engine.clone(), toys());
    assert!(worker.run_once().await.expect("it works"));
    assert_eq!([state(&world, second).await, state(&world, third).await], [JobState::Waiting, JobState::Held]);
    work(&world).await;
    assert_eq!(state(&world, third).await, JobState::Done);
    let late = behind(&world, first, "late").await;
    assert_eq!(state(&world, late).await, JobState::Waiting, "what is done is not waited for");
}

#[tokio::test]
async fn what_waits_for_a_job_that_fails_is_cancelled_with_the_reason_and_waits_again_when_that_one_is_retried() {
    let world = World::new().await;
    let first = queue(&world, Toy::failing("first")).await;
    let second = behind(&world, first, "second").await;
    let third = behind(&world, second, "third").await;
    work(&world).await;
    for id in [second, third] {
        let ended = progress(&world, id).await;
        assert_eq!(ended.state, JobState::Cancelled);
        assert!(ended.error.expect("a reason").contains("first"), "it names what it waited for");
    }
    let refused = job::retry(&world.engine, &world.scope, second).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    world.sql("update job set params = params - 'fails_at'").await;
    job::retry(&world.engine, &world.scope, first).await.expect("it is retried");
    assert_eq!([state(&world, second).await, state(&world, third).await], [JobState::Held; 2]);
    work(&world).await;
    assert_eq!([state(&world, second).await, state(&world, third).await], [JobState::Done; 2]);
}

#[tokio::test]
async fn cancelling_a_job_that_waits_cancels_what_waits_for_it() {
    let world = World::new().await;
    let first = queue(&world, Toy::new("first")).await;
    let second = behind(&world, first, "second").await;
    job::cancel(&world.engine, &world.scope, first).await.expect("it is cancelled");
    assert_eq!(state(&world, second).await, JobState::Cancelled);
    let refused = Toy { after: Some(first), ..Toy::new("late") }.queue(&world.engine, &world.scope).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
}

#[tokio::test]
async fn nobody_waits_for_another_tenants_job() {
    let world = World::new().await;
    let (_, _, other) = world.other("other", domain::scope::Role::Owner).await;
    let first = queue(&world, Toy::new("first")).await;
    let refused = Toy { after: Some(first), ..Toy::new("late") }.queue(&world.engine, &other).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
}

#[tokio::test]
async fn however_often_and_at_once_it_is_asked_for_a_unique_job_is_there_once() {
    let world = World::new().await;
    let toy = Toy { unique: Some("one".into()), ..Toy::new("only") };
    let asked: Vec<_> = (0..20)
        .map(|_| {
            let (engine, scope, toy) = (world.engine.clone(), world.scope.clone(), toy.clone());
            tokio::spawn(async move { toy.queue(&engine, &scope).await.expect("it is there") })
        })
        .collect();
    let mut ids = BTreeSet::new();
    let mut new = 0;
    for answer in asked {
        let (id, is_new) = answer.await.expect("no panic");
        ids.insert(id);
        new += u32::from(is_new);
    }
    assert_eq!((ids.len(), new), (1, 1));
    work(&world).await;
    let (_, is_new) = toy.queue(&world.engine, &world.scope).await.expect("it is queued");
    assert!(is_new, "one that has ended does not stand in the way");
    let (_, _, other) = world.other("other", domain::scope::Role::Owner).await;
    assert!(toy.queue(&world.engine, &other).await.expect("it is queued").1, "another tenant has its own");
}

#[tokio::test]
async fn an_ended_job_is_not_retried_while_its_like_is_open() {
    let world = World::new().await;
    let toy = Toy { unique: Some("one".into()), ..Toy::failing("only") };
    let first = queue(&world, toy.clone()).await;
    work(&world).await;
    queue(&world, toy).await;
    let refused = job::retry(&world.engine, &world.scope, first).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
}

#[tokio::test]
async fn what_repeats_is_queued_once_over_all_nodes_and_not_again_before_its_time() {
    let world = World::new().await;
    let looks: Vec<_> = (0..8)
        .map(|_| {
            let engine = world.engine.clone();
            tokio::spawn(async move { run_due(&engine, &job::schedules()).await.expect("it looks").len() })
        })
        .collect();
    let mut queued = 0;
    for look in looks {
        queued += look.await.expect("no panic");
    }
    let each = job::schedules().len();
    assert_eq!(queued, each);
    assert!(run_due(&world.engine, &job::schedules()).await.expect("it looks").is_empty());
    world.sql("update job_schedule set due_at = now() - interval '3 hours'").await;
    assert!(run_due(&world.engine, &job::schedules()).await.expect("it looks").is_empty(), "the last is still open");
    world.work().await;
    world.sql("update job_schedule set due_at = now() - interval '3 hours'").await;
    assert_eq!(
        run_due(&world.engine, &job::schedules()).await.expect("it looks").len(),
        each,
        "one for all that was missed"
    );
}

#[tokio::test]
async fn housekeeping_forgets_what_is_past_its_time_and_nothing_else() {
    let world = World::new().await;
    let old = queue(&world, Toy::new("old")).await;
    let new = queue(&world, Toy::new("new")).await;
    let open = queue(&world, Toy::new("open")).await;
    let worker = Worker::new(world.engine.clone(), toys());
    for _ in 0..2 {
        assert!(worker.run_once().await.expect("it works"));
    }
    world
        .sql(&format!(
            "update job set finished_at = now() - interval '91 days', created_at = now() - interval '91 days'
             where id = '{old}'"
        ))
        .await;
    world
        .sql(&format!("update job set created_at = now() - interval '91 days', kind = 'kept' where id = '{open}'"))
        .await;
    run_due(&world.engine, &job::schedules()).await.expect("it looks");
    world.work().await;
    assert!(matches!(job::progress(&world.engine, &world.scope, old).await, Err(Error::NotFound)));
    assert_eq!([state(&world, new).await, state(&world, open).await], [JobState::Done, JobState::Waiting]);
}

#[tokio::test]
async fn all_that_match_are_retried_as_a_job_and_nothing_that_was_made_later() {
    let world = World::new().await;
    let failed: Vec<JobId> = {
        let mut ids = Vec::new();
        for n in 0..450 {
            ids.push(queue(&world, Toy::failing(&format!("{n}"))).await);
        }
        ids
    };
    let done = queue(&world, Toy::new("done")).await;
    work(&world).await;
    world.sql("update job set kind = 'generate_numbers'").await;
    let filter = Filter::<Jobs>::parse_query("state=failed&kind=generate_numbers").expect("a filter");
    let retrying = job::retry_matching(&world.engine, &world.scope, &filter).await.expect("it is queued");
    let again = job::retry_matching(&world.engine, &world.scope, &filter).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "one at a time: {again:?}");
    let later = queue(&world, Toy::failing("later")).await;
    world
        .sql(&format!(
            "update job set state = 'failed', finished_at = now(), kind = 'generate_numbers' where id = '{later}'"
        ))
        .await;
    assert!(Worker::new(world.engine.clone(), job::registry()).run_once().await.expect("it works"));
    let ended = progress(&world, retrying).await;
    assert_eq!((ended.state, ended.processed, ended.succeeded), (JobState::Done, 450, 450));
    let waiting =
        world.figure("select count(*) as n from job where state = 'waiting' and kind = 'generate_numbers'").await;
    assert_eq!(waiting, failed.len() as i64);
    assert_eq!([state(&world, done).await, state(&world, later).await], [JobState::Done, JobState::Failed]);
}

#[tokio::test]
async fn of_failed_jobs_with_one_key_a_bulk_retry_opens_one_and_goes_on_with_the_rest() {
    let world = World::new().await;
    for round in 0..2 {
        queue(&world, Toy { unique: Some("one".into()), ..Toy::failing(&format!("same{round}")) }).await;
        work(&world).await;
    }
    let last = queue(&world, Toy::failing("last")).await;
    work(&world).await;
    world.sql("update job set kind = 'generate_numbers'").await;
    let filter = Filter::<Jobs>::parse_query("state=failed").expect("a filter");
    let retrying = job::retry_matching(&world.engine, &world.scope, &filter).await.expect("it is queued");
    assert!(Worker::new(world.engine.clone(), job::registry()).run_once().await.expect("it works"));
    let ended = progress(&world, retrying).await;
    assert_eq!((ended.state, ended.succeeded, ended.failed), (JobState::Done, 2, 1));
    assert_eq!(state(&world, last).await, JobState::Waiting);
}

#[tokio::test]
async fn a_person_is_told_once_of_each_of_their_jobs_that_ended_and_of_nobody_elses() {
    let world = World::new().await;
    let (_, _, other) = world.other("other", domain::scope::Role::Owner).await;
    let done = queue(&world, Toy::new("done")).await;
    let failed = queue(&world, Toy::failing("failed")).await;
    let held = behind(&world, failed, "held").await;
    let cancelled = queue(&world, Toy::new("cancelled")).await;
    job::cancel(&world.engine, &world.scope, cancelled).await.expect("it is cancelled");
    let mut told = world.engine.live().subscribe(&world.scope, domain::live::Topic::Notifications);
    work(&world).await;
    patiently(told.changed()).await;
    let page =
        notification::list(&world.engine, &world.scope, false, None, Default::default()).await.expect("the list");
    let outcome = |row: &notification::Notification| match row.about {
        notification::About::Job { job, outcome, .. } => (job, outcome),
        notification::About::Call { .. } => panic!("nobody has calls"),
    };
    let outcomes: Vec<(JobId, JobState)> = page.rows.iter().map(outcome).collect();
    assert_eq!(outcomes, [(failed, JobState::Failed), (done, JobState::Done)], "who cancels a job knows it");
    assert_eq!(state(&world, held).await, JobState::Cancelled);
    assert_eq!(notification::unread(&world.engine, &world.scope).await.expect("it counts").1.count, 2);
    assert_eq!(notification::unread(&world.engine, &other).await.expect("it counts").1.count, 0);
    notification::read(&world.engine, &world.scope, done).await.expect("it is read");
    notification::read(&world.engine, &other, failed).await.expect("nothing happens");
    assert_eq!(notification::unread(&world.engine, &world.scope).await.expect("it counts").1.count, 1);
    job::retry(&world.engine, &world.scope, failed).await.expect("it is retried");
    work(&world).await;
    let unread =
        notification::list(&world.engine, &world.scope, true, None, Default::default()).await.expect("the list");
    assert_eq!(unread.rows.len(), 1, "one line a job, renewed when it ends again");
}
