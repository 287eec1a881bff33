//! Suspended companies: nobody comes in, tokens are refused, jobs wait.

use super::platform_admin;
use domain::filter::{Filter, ListQuery, Tenants};
use domain::id::TenantId;
use domain::job::JobState;
use domain::live::Topic;
use domain::page::Count;
use domain::scope::{Role, TokenScope};
use domain::tenant::TenantState;
use engine::identity::{self, Claim};
use engine::queue::Worker;
use engine::testing::{Toy, World, operator, toys};
use engine::{Error, api_token, job, tenant};

#[tokio::test]
async fn into_a_suspended_company_nobody_comes_and_its_tokens_say_why() {
    let world = World::new().await;
    let scopes = [TokenScope::Admin];
    let token = api_token::create(&world.engine, &operator(), world.tenant, world.user, "ci", &scopes).await;
    let token = token.expect("the token is made");
    let suspended = tenant::suspend(&world.engine, &operator(), world.tenant, "The contract ended.").await;
    let suspended = suspended.expect("it is suspended");
    assert_eq!(
        (suspended.state(), suspended.suspended_reason.as_str()),
        (TenantState::Suspended, "The contract ended.")
    );
    let claim = Claim { user: world.user, tenant: Some(world.tenant), acting: None };
    assert_eq!(identity::of_user(&world.engine, claim).await.expect("it answers"), None);
    let refused = api_token::verify(&world.engine, &token).await;
    assert!(matches!(&refused, Err(Error::Denied(text)) if text.contains("company")), "{refused:?}");
    tenant::resume(&world.engine, &operator(), world.tenant).await.expect("it is open again");
    assert!(identity::of_user(&world.engine, claim).await.expect("it answers").is_some());
    assert!(api_token::verify(&world.engine, &token).await.expect("it answers").is_some());
}

#[tokio::test]
async fn a_suspended_companys_jobs_wait_its_running_one_goes_back_after_its_step_and_others_go_on() {
    let world = World::new().await;
    let (_, _, other) = world.other("other", Role::Owner).await;
    let toy = Toy { steps: 1_000_000, ..Toy::new("running") };
    let (running, _) = toy.queue(&world.engine, &world.scope).await.expect("it is queued");
    let work = tokio::spawn({
        let worker = Worker::new(world.engine.clone(), toys());
        async move { worker.run_once().await }
    });
    let progress = async || job::progress(&world.engine, &world.scope, running).await.expect("the job is there");
    let mut watch = world.engine.live().subscribe(&world.scope, Topic::Job(running));
    while progress().await.processed == 0 {
        watch.changed().await;
    }
    tenant::suspend(&world.engine, &operator(), world.tenant, "asked for").await.expect("it is suspended");
    assert!(work.await.expect("no panic").expect("it works"));
    let waiting = progress().await;
    assert_eq!(waiting.state, JobState::Waiting);
    Toy::new("waits").queue(&world.engine, &world.scope).await.expect("it is queued");
    Toy::new("other").queue(&world.engine, &other).await.expect("it is queued");
    assert_eq!(world.claim(&toys(), 9).await, ["other"], "the others' are claimed");
    tenant::resume(&world.engine, &operator(), world.tenant).await.expect("it is open again");
    world
        .sql("update job set params = jsonb_set(params, '{steps}', to_jsonb(processed + 1)) where state = 'waiting'")
        .await;
    while Worker::new(world.engine.clone(), toys()).run_once().await.expect("it works") {}
    let done = progress().await;
    assert_eq!((done.state, done.processed), (JobState::Done, waiting.processed + 1), "it went on where it was");
}

#[tokio::test]
async fn the_installation_itself_is_no_company_and_only_a_platform_admin_sees_them() {
    let world = World::new().await;
    let admin = platform_admin(&world).await;
    let suspended = tenant::suspend(&world.engine, &admin, TenantId::PLATFORM, "asked for").await;
    assert!(matches!(suspended, Err(Error::NotFound)), "{suspended:?}");
    let shown = tenant::show(&world.engine, &admin, TenantId::PLATFORM).await;
    assert!(matches!(shown, Err(Error::NotFound)), "{shown:?}");
    let everything = ListQuery::<Tenants>::default();
    let listed = tenant::list(&world.engine, &admin, &everything).await.expect("it lists").rows;
    assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), [world.tenant]);
    let refused = tenant::list(&world.engine, &world.scope, &everything).await;
    assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
    let refused = tenant::show(&world.engine, &world.scope, world.tenant).await;
    assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
}

#[tokio::test]
async fn a_company_is_found_by_name_and_state_and_shows_what_it_uses() {
    let world = World::new().await;
    let (other, _, _) = world.other("other", Role::Owner).await;
    let project = world.project("Bay").await.id;
    world
        .sql(&format!(
            "insert into number (tenant_id, project_id, number, origin)
             select {}, {project}, 14152000000 + n, 1 from generate_series(1, 7) n",
            world.tenant
        ))
        .await;
    Toy::new("open").queue(&world.engine, &world.scope).await.expect("it is queued");
    let shown = tenant::show(&world.engine, &operator(), world.tenant).await.expect("it shows");
    let usage = shown.usage;
    assert_eq!((shown.tenant.members, usage.projects, usage.numbers), (Count::Exact(1), 1, 7));
    assert_eq!((usage.jobs_open, usage.jobs_running, usage.file_bytes), (Count::Exact(1), 0, 0));
    tenant::suspend(&world.engine, &operator(), other, "asked for").await.expect("it is suspended");
    for (query, n) in [("", 2), ("name.contains=OTH", 1), ("state=suspended", 1), ("state=active&name=other", 0)] {
        let filter = Filter::<Tenants>::parse_query(query).expect("it reads");
        let count = tenant::count(&world.engine, &operator(), &filter).await.expect("it counts");
        assert_eq!(count, Count::Exact(n), "{query}");
    }
}
