//! Limits of a company: asked where the thing is taken, and by several at once.

use domain::id::ProjectId;
use domain::invitation::InvitationDraft;
use domain::phone::GenerationDraft;
use domain::scope::{Role, TokenScope};
use domain::table_file::FileFormat;
use domain::tenant::LimitsDraft;
use engine::number::{self, GenerationStarted, ImportDraft};
use engine::testing::{Toy, World, operator, toys};
use engine::user::{self, NewUser};
use engine::{Error, Result, api_token, invitation, job, tenant};

async fn limit(world: &World, draft: LimitsDraft) {
    tenant::set_limits(&world.engine, &operator(), world.tenant, &draft).await.expect("the limits are set");
}

async fn generate(world: &World, project: ProjectId, quantity: u32) -> Result<GenerationStarted> {
    let draft = GenerationDraft {
        project_id: project.to_string(),
        area_code: "415".into(),
        quantity: quantity.to_string(),
        ..GenerationDraft::default()
    };
    number::generate(&world.engine, &world.scope, &draft).await
}

#[tokio::test]
async fn numbers_that_are_kept_and_on_their_way_stay_within_the_limit_also_when_several_ask_at_once() {
    let world = World::new().await;
    let project = world.project("Bay").await.id;
    limit(&world, LimitsDraft { numbers: "1000".into(), ..LimitsDraft::default() }).await;
    let all = futures::future::join_all((0..6).map(|_| generate(&world, project, 300))).await;
    assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 3, "{all:?}");
    for refused in all.into_iter().filter_map(Result::err) {
        assert!(matches!(&refused, Error::Invalid(errors) if !errors.at("quantity").is_empty()), "{refused:?}");
    }
    world.work().await;
    assert!(generate(&world, project, 101).await.is_err(), "what is kept counts");
    generate(&world, project, 100).await.expect("the rest fits");
    world.work().await;
    assert_eq!(world.figure("select count(*) as n from number").await, 1_000);
    limit(&world, LimitsDraft::default()).await;
    generate(&world, project, 101).await.expect("without a limit anything fits");
}

#[tokio::test]
async fn an_import_beyond_the_limit_stores_nothing_of_the_batch_and_says_why() {
    let world = World::new().await;
    let project = world.project("Bay").await.id;
    limit(&world, LimitsDraft { numbers: "5".into(), ..LimitsDraft::default() }).await;
    let import = async |rows: u32, from: u32| {
        let text: String = (0..rows).map(|n| format!("415200{:04}\n", from + n)).collect();
        let pieces = futures::stream::iter([Ok(bytes::Bytes::from(text))]);
        let file = number::upload(&world.engine, &world.scope, Some(project), "x.txt", pieces).await.expect("stored");
        let draft =
            ImportDraft { project, file, format: FileFormat::Txt, mapping: None, dry_run: false, validate: false };
        let job = number::import(&world.engine, &world.scope, &draft).await?.job;
        world.work().await;
        job::progress(&world.engine, &world.scope, job).await
    };
    let failed = import(6, 0).await.expect("it is queued");
    assert!(failed.error.as_deref().is_some_and(|error| error.contains("may keep 5 numbers")), "{failed:?}");
    assert_eq!(world.figure("select count(*) as n from number").await, 0);
    import(5, 0).await.expect("it fits");
    assert_eq!(world.figure("select count(*) as n from number").await, 5);
    let refused = import(1, 100).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
}

#[tokio::test]
async fn a_companys_own_limit_of_jobs_stands_in_place_of_the_installations() {
    let world = World::with(|settings| engine::Settings { tenant_jobs: 2, ..settings }).await;
    let (_, _, other) = world.other("other", Role::Owner).await;
    for n in 0..5 {
        Toy::new(&format!("own {n}")).queue(&world.engine, &world.scope).await.expect("it is queued");
        Toy::new(&format!("other {n}")).queue(&world.engine, &other).await.expect("it is queued");
    }
    limit(&world, LimitsDraft { jobs: "4".into(), ..LimitsDraft::default() }).await;
    let claimed = world.claim(&toys(), 20).await;
    let own = claimed.iter().filter(|title| title.starts_with("own")).count();
    assert_eq!((own, claimed.len() - own), (4, 2), "{claimed:?}");
    limit(&world, LimitsDraft { jobs: "0".into(), ..LimitsDraft::default() }).await;
    world.sql("update job set state = 'waiting', lease_until = null where state = 'running'").await;
    let claimed = world.claim(&toys(), 20).await;
    assert!(claimed.iter().all(|title| title.starts_with("other")), "0 keeps it from working: {claimed:?}");
}

#[tokio::test]
async fn a_full_company_takes_nobody_open_invitations_included() {
    let world = World::new().await;
    limit(&world, LimitsDraft { members: "3".into(), ..LimitsDraft::default() }).await;
    let invite = async |email: &str| {
        let draft = InvitationDraft { email: email.into(), role: "agent".into(), days: String::new() };
        invitation::create(&world.engine, &world.scope, &draft).await
    };
    let new = |name: &str| NewUser {
        email: format!("{name}@acme.test"),
        name: name.into(),
        password: engine::testing::PASSWORD.to_owned().into(),
        platform_admin: false,
        membership: Some((world.tenant, Role::Viewer)),
        legacy_id: None,
    };
    user::create(&world.engine, &operator(), new("two")).await.expect("the second");
    let open = invite("three@acme.test").await.expect("the third place");
    invite("three@acme.test").await.expect("a new link takes the place of the old");
    let all = futures::future::join_all(["a@acme.test", "b@acme.test"].map(&invite)).await;
    assert!(all.iter().all(|one| matches!(one, Err(Error::Conflict(_)))), "{all:?}");
    let refused = user::create(&world.engine, &operator(), new("four")).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    assert_eq!(world.figure("select count(*) as n from app_user where email like 'four%'").await, 0, "nothing is left");
    drop(open);
}

#[tokio::test]
async fn a_token_brings_its_companys_limit_of_requests() {
    let world = World::new().await;
    let scopes = [TokenScope::Admin];
    let token = api_token::create(&world.engine, &operator(), world.tenant, world.user, "ci", &scopes).await;
    let token = token.expect("the token is made");
    let limit_of = async || {
        let held = api_token::verify(&world.engine, &token).await.expect("it answers").expect("it is good");
        held.requests_per_second
    };
    assert_eq!(limit_of().await, None);
    limit(&world, LimitsDraft { requests: "7".into(), ..LimitsDraft::default() }).await;
    assert_eq!(limit_of().await, Some(7));
}
