use crate::{EMAIL, colleague, proof, scope_of, sign_in, with_second_factor};
use domain::Scope;
use domain::id::UserId;
use domain::scope::Role;
use engine::session::{self, Record};
use engine::testing::{PASSWORD, World, operator};
use engine::user::{self, NewUser, SignInError, make_reset_link, person_of_reset, reset_password};
use engine::{Error, Result};
use secrecy::{ExposeSecret, SecretString};
use time::{Duration, OffsetDateTime};

const NEW: &str = "gravel teapot seventeen";

async fn link(world: &World, by: &Scope, of: UserId) -> Result<SecretString> {
    make_reset_link(&world.engine, by, &proof(by), of, false).await.map(|link| link.secret)
}

#[tokio::test]
async fn a_link_sets_one_password_once_and_ends_every_session() {
    let world = World::new().await;
    let (grace, scope) = colleague(&world, "grace@acme.test", Role::Agent).await;
    let live = Record { data: b"{}".to_vec(), expires_at: OffsetDateTime::now_utc() + Duration::HOUR };
    session::save(&world.engine, [1; 32], Some(grace), &live, true).await.expect("it saves");
    let secret = link(&world, &world.scope, grace).await.expect("an owner may");
    assert_eq!(person_of_reset(&world.engine, &secret).await.expect("it answers"), Some(grace));
    let reset = async |secret: &SecretString, new: &str| {
        reset_password(&world.engine, &scope, secret, &SecretString::from(new.to_owned())).await
    };
    assert!(matches!(reset(&secret, "short").await, Err(Error::Invalid(_))), "and the link still stands");
    let others = reset_password(&world.engine, &world.scope, &secret, &NEW.into()).await;
    assert!(matches!(others, Err(Error::NotFound)), "it is not the owner's");
    reset(&secret, NEW).await.expect("it is set");
    assert!(session::load(&world.engine, [1; 32]).await.expect("it loads").is_none());
    assert_eq!(sign_in(&world, "grace@acme.test", NEW, "a").await.expect("it is right").user, grace);
    assert!(matches!(sign_in(&world, "grace@acme.test", PASSWORD, "a").await, Err(SignInError::Wrong)));
    assert!(matches!(reset(&secret, "another one that is long").await, Err(Error::NotFound)), "it was used");
    assert_eq!(person_of_reset(&world.engine, &secret).await.expect("it answers"), None);
}

#[tokio::test]
async fn a_link_ends_by_time_by_a_newer_one_and_by_a_new_password() {
    let world = World::new().await;
    let (grace, _) = colleague(&world, "grace@acme.test", Role::Agent).await;
    let good =
        async |secret: &SecretString| person_of_reset(&world.engine, secret).await.expect("it answers").is_some();
    let first = link(&world, &world.scope, grace).await.expect("made");
    let second = link(&world, &world.scope, grace).await.expect("made");
    assert!(!good(&first).await && good(&second).await);
    world.sql("update password_reset set expires_at = now()").await;
    assert!(!good(&second).await);
    user::forget_resets(&world.engine).await.expect("it cleans");
    assert_eq!(world.figure("select count(*) as n from password_reset").await, 0);
    let third = link(&world, &world.scope, grace).await.expect("made");
    user::set_password(&world.engine, &operator(), "grace@acme.test", &NEW.into()).await.expect("set");
    assert!(!good(&third).await);
    for nothing in ["", "00", &"0".repeat(64), &"0".repeat(1_000_000), "\0"] {
        assert!(!good(&SecretString::from(nothing)).await);
    }
}

#[tokio::test]
async fn a_link_is_made_by_those_to_whom_it_gives_nothing_new() {
    let world = World::new().await;
    let (admin, admins) = colleague(&world, "admin@acme.test", Role::Admin).await;
    let (agent, agents) = colleague(&world, "agent@acme.test", Role::Agent).await;
    let (elsewhere, stranger, strangers) = world.other("globex", Role::Owner).await;
    let denied = async |by: &Scope, of| matches!(link(&world, by, of).await, Err(Error::Denied(_)));
    link(&world, &admins, agent).await.expect("an admin for an agent");
    link(&world, &world.scope, admin).await.expect("an owner for an admin");
    assert!(denied(&agents, admin).await, "an agent for nobody");
    assert!(denied(&admins, world.user).await, "an admin for no owner");
    assert!(denied(&admins, admin).await, "nobody for themselves");
    for unknown in [stranger, UserId(999_999)] {
        assert!(matches!(link(&world, &world.scope, unknown).await, Err(Error::NotFound)), "{unknown}");
    }
    assert!(matches!(link(&world, &strangers, agent).await, Err(Error::NotFound)), "another company's is not there");
    // Who belongs to two companies is neither one's to take over.
    world
        .sql(&format!("insert into membership (tenant_id, user_id, role) values ({elsewhere}, {agent}, 'viewer')"))
        .await;
    assert!(denied(&admins, agent).await && denied(&strangers, agent).await);
    let new = NewUser {
        email: "root@acme.test".into(),
        name: "Root".into(),
        password: PASSWORD.to_owned().into(),
        platform_admin: true,
        membership: Some((world.tenant, Role::Viewer)),
        legacy_id: None,
    };
    let root = user::create(&world.engine, &operator(), new).await.expect("made");
    assert!(denied(&world.scope, root).await, "a platform admin is no tenant's");
    let platform = Scope::establish(
        world.tenant,
        domain::scope::Actor::User(root),
        Role::Viewer,
        true,
        domain::scope::RequestId("test".into()),
    );
    for anybody in [agent, world.user, stranger] {
        link(&world, &platform, anybody).await.expect("a platform admin for anybody");
    }
}

#[tokio::test]
async fn the_second_factor_outlives_a_reset_unless_the_admin_chose_otherwise() {
    let world = World::new().await;
    let (_, other) = colleague(&world, "second@acme.test", Role::Owner).await;
    with_second_factor(&world).await;
    for (clears, asked) in [(false, true), (true, false)] {
        let made = make_reset_link(&world.engine, &other, &proof(&other), world.user, clears).await.expect("made");
        let scope = scope_of(&world, world.user, Role::Owner);
        let password = format!("{NEW} {clears}");
        reset_password(&world.engine, &scope, &made.secret, &password.clone().into()).await.expect("set");
        let signed_in = sign_in(&world, EMAIL, &password, "a").await.expect("it is right");
        assert_eq!(signed_in.second_factor, asked, "clears: {clears}");
    }
}

#[tokio::test]
async fn the_database_never_holds_what_stands_in_a_link() {
    let world = World::new().await;
    let (grace, _) = colleague(&world, "grace@acme.test", Role::Agent).await;
    let secret = link(&world, &world.scope, grace).await.expect("made");
    let dump = world.text("select concat((select array_agg(p::text) from password_reset p), (select array_agg(a::text) from audit_entry a)) as text").await;
    assert!(dump.contains("user.make_reset_link") && !dump.contains(secret.expose_secret()), "{dump}");
}
