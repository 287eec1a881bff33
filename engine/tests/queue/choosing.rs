//! What jobs are chosen by: what a bulk retry would retry, and what a list of jobs can be filtered by.

use super::queue;
use domain::filter::{Filter, Jobs};
use domain::id::JobId;
use domain::scope::Role;
use engine::job;
use engine::testing::{Toy, World};

fn filter(query: &str) -> Filter<Jobs> {
    Filter::parse_query(query).expect("it reads")
}

#[tokio::test]
async fn what_a_bulk_retry_would_retry_is_counted_to_the_last() {
    let world = World::new().await;
    let (_, _, stranger) = world.other("strangers", Role::Owner).await;
    Toy::new("theirs").queue(&world.engine, &stranger).await.expect("it is queued");
    Toy::new("ours").queue(&world.engine, &world.scope).await.expect("it is queued");
    world
        .sql(
            "insert into job (id, tenant_id, kind, title, params, max_attempts)
             select gen_random_uuid(), tenant_id, kind, title, params, max_attempts
             from job, generate_series(1, 10100) where title = 'ours'",
        )
        .await;
    world.sql("update job set state = 'failed', finished_at = now()").await;
    world.sql("update job set kind = 'retry_jobs' where id in (select id from job where title = 'ours' limit 1)").await;
    let counted =
        async |query| job::count_retryable(&world.engine, &world.scope, &filter(query)).await.expect("counted");
    assert_eq!(counted("state=failed").await, 10_100, "all but the bulk retry itself");
    assert_eq!(counted("state=cancelled").await, 0);
    assert_eq!(counted("state=failed&state=cancelled&kind=housekeeping").await, 10_100);
    assert_eq!(counted("kind=housekeeping&created.to=2020-01-01").await, 0);
    let retrying =
        job::retry_matching(&world.engine, &world.scope, &filter("state=failed")).await.expect("it is queued");
    let told = job::progress(&world.engine, &world.scope, retrying).await.expect("it is there");
    assert_eq!((told.total, told.title.as_str()), (10_100, "10,100 jobs"), "the job is of as many as were confirmed");
}

#[tokio::test]
async fn jobs_are_chosen_by_the_projects_and_the_people_they_are_of_and_no_others() {
    let world = World::new().await;
    let (_, _, stranger) = world.other("strangers", Role::Owner).await;
    world.project("without jobs").await;
    let ours: JobId = queue(&world, &world.scope, 10).await;
    queue(&world, &world.scope, 10).await;
    queue(&world, &stranger, 10).await;
    let sources = job::sources(&world.engine, &world.scope).await.expect("they are read");
    assert_eq!(sources.projects.len(), 2, "{sources:?}");
    assert!(sources.projects.iter().all(|(_, name)| name != "without jobs"));
    let mine = world.scope.actor().user().expect("a person");
    assert_eq!(sources.people, [(mine, "owner of acme".to_owned())]);
    let project = job::progress(&world.engine, &world.scope, ours).await.expect("it is there").project;
    assert!(sources.projects.iter().any(|(id, _)| Some(*id) == project));
}
