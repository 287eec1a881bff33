//! A platform admin who acts in a company: announced, for an hour, and written down at both ends.

use super::platform_admin;
use domain::Scope;
use domain::id::{ActingId, TenantId, UserId};
use domain::scope::{Role, TokenScope};
use engine::identity::{self, Claim, Identity};
use engine::testing::{World, operator};
use engine::user::Proof;
use engine::{Error, acting, job, queue};

async fn stands(world: &World, user: UserId, acting: (TenantId, ActingId)) -> Identity {
    let claim = Claim { user, tenant: None, acting: Some(acting) };
    identity::of_user(&world.engine, claim).await.expect("it answers").expect("somebody")
}

fn user(scope: &Scope) -> UserId {
    scope.actor().user().expect("a person")
}

/// As if they had typed their password just now.
fn proven(scope: &Scope) -> Proof {
    Proof::fresh(scope, Some(0), 0).expect("a person")
}

/// What the company's audit tells of acting, in order.
async fn audited(world: &World) -> String {
    let sql = format!(
        "select coalesce(string_agg(verb || ' ' || actor || ' ' || coalesce(after ->> 'by', after ->> 'reason'), ', ' order by id), '')
             as text from audit_entry where tenant_id = {} and verb like 'acting.%'",
        world.tenant
    );
    world.text(&sql).await
}

#[tokio::test]
async fn who_acts_stands_there_as_an_owner_and_everybody_in_it_is_told() {
    let world = World::new().await;
    let admin = platform_admin(&world).await;
    let begun = acting::start(&world.engine, &admin, &proven(&admin), world.tenant, "A call for help")
        .await
        .expect("they begin");
    let identity = stands(&world, user(&admin), (begun.tenant, begun.id)).await;
    assert_eq!((identity.tenant, identity.role, identity.acting), (world.tenant, Role::Owner, Some(begun.until)));
    let here = acting::here(&world.engine, &world.scope).await.expect("it answers");
    assert_eq!((here[0].name.as_str(), here[0].reason.as_str()), ("Pat Platform", "A call for help"));
    let there = admin.acting_in(world.tenant).expect("they may");
    acting::stop(&world.engine, &there).await.expect("they stop");
    assert_eq!(acting::here(&world.engine, &world.scope).await.expect("it answers"), []);
    let identity = stands(&world, user(&admin), (begun.tenant, begun.id)).await;
    assert_eq!((identity.tenant, identity.acting), (TenantId::PLATFORM, None));
    assert_eq!(audited(&world).await, "acting.start user A call for help, acting.stop user the person");
}

#[tokio::test]
async fn it_ends_by_itself_after_an_hour_and_the_audit_hears_of_it_though_nobody_came_back() {
    let world = World::new().await;
    let admin = platform_admin(&world).await;
    let begun = acting::start(&world.engine, &admin, &proven(&admin), world.tenant, "A call for help")
        .await
        .expect("they begin");
    world.sql("update acting set started_at = started_at - interval '1 hour', until = until - interval '1 hour'").await;
    let identity = stands(&world, user(&admin), (begun.tenant, begun.id)).await;
    assert_eq!((identity.tenant, identity.acting), (TenantId::PLATFORM, None));
    assert_eq!(acting::here(&world.engine, &world.scope).await.expect("it answers"), []);
    queue::run_due(&world.engine, &job::schedules()).await.expect("the housekeeping is queued");
    world.work().await;
    assert_eq!(audited(&world).await, "acting.start user A call for help, acting.stop job time");
}

#[tokio::test]
async fn acting_somewhere_else_ends_it_here_and_anothers_acting_is_of_no_use() {
    let world = World::new().await;
    let (other, _, _) = world.other("other", Role::Owner).await;
    let admin = platform_admin(&world).await;
    let first = acting::start(&world.engine, &admin, &proven(&admin), world.tenant, "A call for help")
        .await
        .expect("they begin");
    acting::start(&world.engine, &admin, &proven(&admin), other, "Another call").await.expect("they go on elsewhere");
    let identity = stands(&world, user(&admin), (first.tenant, first.id)).await;
    assert_eq!(identity.acting, None);
    assert_eq!(audited(&world).await, "acting.start user A call for help, acting.stop user the person");
    let begun = acting::start(&world.engine, &admin, &proven(&admin), other, "And back").await.expect("they begin");
    let identity = stands(&world, world.user, (begun.tenant, begun.id)).await;
    assert_eq!((identity.tenant, identity.acting), (world.tenant, None), "it is not theirs");
    world.sql("update app_user set platform_admin = false").await;
    let claim = Claim { user: user(&admin), tenant: None, acting: Some((begun.tenant, begun.id)) };
    assert_eq!(identity::of_user(&world.engine, claim).await.expect("it answers"), None, "the right was taken away");
}

#[tokio::test]
async fn only_a_platform_admin_in_a_browser_acts_and_says_why() {
    let world = World::new().await;
    let admin = platform_admin(&world).await;
    let program = admin.clone().narrowed_to(vec![TokenScope::Admin]);
    for scope in [&world.scope, &program, &operator()] {
        let refused = acting::start(&world.engine, scope, &proven(&admin), world.tenant, "A call for help").await;
        assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
    }
    for reason in ["", " x "] {
        let refused = acting::start(&world.engine, &admin, &proven(&admin), world.tenant, reason).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    for missing in [TenantId::PLATFORM, TenantId(999)] {
        let refused = acting::start(&world.engine, &admin, &proven(&admin), missing, "A call for help").await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    }
    assert_eq!(world.figure("select count(*) as n from acting").await, 0);
}
