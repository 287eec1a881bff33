//! Accounts: signing in, passwords, sessions, tokens, and who somebody is in a tenant.

use domain::id::{TenantId, UserId};
use domain::scope::{Role, TokenScope};
use engine::identity::Claim;
use engine::session::{self, Record};
use engine::testing::{PASSWORD, World, operator};
use engine::user::{self, NewUser, SignIn, SignInError};
use engine::{Error, api_token, identity, rate_limit};
use secrecy::{ExposeSecret, SecretString};
use time::{Duration, OffsetDateTime};

const EMAIL: &str = "owner@acme.test";

async fn sign_in(world: &World, email: &str, password: &str, address: &str) -> Result<UserId, SignInError> {
    let input = SignIn { email: email.into(), password: password.to_owned().into(), address: address.into() };
    user::sign_in(&world.engine, &input).await.map(|signed_in| signed_in.user)
}

fn person(email: &str) -> NewUser {
    NewUser {
        email: email.into(),
        name: String::new(),
        password: PASSWORD.to_owned().into(),
        platform_admin: false,
        membership: None,
        legacy_id: None,
    }
}

async fn refusal(world: &World, new: NewUser, field: &str) -> String {
    match user::create(&world.engine, &operator(), new).await {
        Err(Error::Invalid(errors)) => errors.at(field).join(" "),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn the_right_password_signs_in_and_a_wrong_one_is_refused_like_an_unknown_account() {
    let world = World::new().await;
    assert_eq!(sign_in(&world, EMAIL, PASSWORD, "a").await.expect("it is right"), world.user);
    for (email, password) in [
        (EMAIL, "incorrect horse battery"),
        (EMAIL, ""),
        ("nobody@acme.test", PASSWORD),
        ("", ""),
        ("owner@acme.test\0", "\0"),
    ] {
        let refused = sign_in(&world, email, password, "b").await.expect_err("it is wrong");
        assert_eq!(refused.to_string(), "The e-mail address or the password is wrong.", "{email:?}");
    }
}

#[tokio::test]
async fn an_address_is_the_same_in_any_case_and_with_spaces_around_it() {
    let world = World::new().await;
    for email in ["OWNER@ACME.TEST", " Owner@Acme.test\t"] {
        assert_eq!(sign_in(&world, email, PASSWORD, "a").await.expect("it is right"), world.user);
        assert_eq!(user::by_email(&world.engine, &operator(), email).await.expect("it is found"), world.user);
    }
    let taken = refusal(&world, person("Owner@ACME.test"), "email").await;
    assert_eq!(taken, "There is an account with this address already.");
}

#[tokio::test]
async fn the_eleventh_try_within_a_minute_is_refused_even_with_the_right_password() {
    let world = World::new().await;
    for _ in 0..10 {
        assert!(matches!(sign_in(&world, EMAIL, "wrong", "a").await, Err(SignInError::Wrong)));
    }
    assert!(matches!(sign_in(&world, EMAIL, PASSWORD, "a").await, Err(SignInError::TooMany)));
    assert!(matches!(sign_in(&world, &EMAIL.to_uppercase(), PASSWORD, "a").await, Err(SignInError::TooMany)));
    sign_in(&world, EMAIL, PASSWORD, "b").await.expect("another address is another count");
    assert!(matches!(sign_in(&world, "other@acme.test", PASSWORD, "a").await, Err(SignInError::Wrong)));
    world.sql("update rate_limit set whole_at = whole_at - interval '61 seconds'").await;
    sign_in(&world, EMAIL, PASSWORD, "a").await.expect("a minute later it counts anew");
    world.sql("update rate_limit set whole_at = whole_at - interval '61 minutes'").await;
    rate_limit::forget_whole(&world.engine).await.expect("it cleans");
    assert_eq!(world.figure("select count(*) as n from rate_limit").await, 0, "old tries are forgotten");
}

#[tokio::test]
async fn many_tries_at_the_same_moment_are_counted_one_by_one() {
    let world = World::new().await;
    let tries = (0..25).map(|_| sign_in(&world, EMAIL, "wrong", "a"));
    let refused = futures::future::join_all(tries).await;
    let too_many = refused.iter().filter(|refused| matches!(refused, Err(SignInError::TooMany))).count();
    assert_eq!(too_many, 15);
}

#[tokio::test]
async fn a_password_has_15_to_256_characters_whatever_they_are() {
    let world = World::new().await;
    let text = "A password has 15 to 256 characters.";
    let long: String = "kqzv mfw".repeat(33);
    for (password, lawful) in
        [("kqzvmfwpxjhtbr", false), ("éàöüßñçøåæœðþłš", true), (&long[..256], true), (&long[..257], false)]
    {
        let password = password.to_owned();
        let email = format!("{}@acme.test", password.chars().count());
        let new = NewUser { password: password.clone().into(), ..person(&email) };
        if lawful {
            let id = user::create(&world.engine, &operator(), new).await.expect("it is made");
            assert_eq!(sign_in(&world, &email, &password, "a").await.expect("it is right"), id);
        } else {
            assert_eq!(refusal(&world, new, "password").await, text);
            let password = SecretString::from(password);
            let refused = user::set_password(&world.engine, &operator(), EMAIL, &password).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        }
    }
}

#[tokio::test]
async fn an_account_needs_an_address_of_its_own_and_only_a_platform_admin_makes_one() {
    let world = World::new().await;
    for email in ["", "name", "@host.test", "name@host", "two words@host.test", "nul\0@host.test"] {
        assert_eq!(refusal(&world, person(email), "email").await, "An e-mail address looks like name@example.com.");
    }
    let old = |email: &str| NewUser { legacy_id: Some("u-17".into()), ..person(email) };
    user::create(&world.engine, &operator(), old("a@acme.test")).await.expect("it is made");
    assert_eq!(refusal(&world, old("b@acme.test"), "legacy_id").await, "There is an account with this id already.");
    let denied = user::create(&world.engine, &world.scope, person("c@acme.test")).await;
    assert!(matches!(denied, Err(Error::Denied(_))), "{denied:?}");
    assert!(matches!(user::by_email(&world.engine, &world.scope, EMAIL).await, Err(Error::Denied(_))));
}

#[tokio::test]
async fn what_is_stored_of_a_password_and_a_token_is_not_the_secret() {
    let world = World::new().await;
    let hashed = "select count(*) as n from app_user where password_hash like '$argon2id$v=19$m=19456,t=2,p=1$%'";
    assert_eq!(world.figure(hashed).await, 1);
    let scopes = [TokenScope::NumbersRead];
    let token =
        api_token::create(&world.engine, &operator(), world.tenant, world.user, "ci", &scopes).await.expect("made");
    let token = token.expose_secret();
    assert!(token.starts_with("tl_") && token.len() == 67, "{token}");
    let stored = format!("select count(*) as n from api_token where token_hash = sha256('{token}'::bytea)");
    assert_eq!(world.figure(&stored).await, 1);
    assert_eq!(
        world.figure(&format!("select count(*) as n from audit_entry where after::text like '%{token}%'")).await,
        0
    );
}

fn record(data: &[u8], lasts: Duration) -> Record {
    // To the microsecond, as the database keeps it.
    let now = OffsetDateTime::now_utc().replace_nanosecond(0).expect("a whole second");
    Record { data: data.to_vec(), expires_at: now + lasts }
}

#[tokio::test]
async fn a_session_is_written_once_as_new_and_then_changed() {
    let world = World::new().await;
    let engine = &world.engine;
    let (first, second) = (record(b"one", Duration::HOUR), record(b"two", Duration::DAY));
    assert!(session::save(engine, [1; 32], None, &first, true).await.expect("it saves"));
    assert!(!session::save(engine, [1; 32], None, &second, true).await.expect("it answers"), "the id is taken");
    assert_eq!(session::load(engine, [1; 32]).await.expect("it loads"), Some(first));
    assert!(session::save(engine, [1; 32], Some(world.user), &second, false).await.expect("it saves"));
    assert_eq!(session::load(engine, [1; 32]).await.expect("it loads"), Some(second));
    assert_eq!(session::load(engine, [2; 32]).await.expect("it loads"), None);
}

#[tokio::test]
async fn a_session_ended_on_the_server_does_not_come_back_by_a_late_save() {
    let world = World::new().await;
    let engine = &world.engine;
    let kept = record(b"one", Duration::HOUR);
    assert!(session::save(engine, [1; 32], None, &kept, true).await.expect("it saves"));
    session::delete(engine, [1; 32]).await.expect("it ends");
    assert!(!session::save(engine, [1; 32], None, &kept, false).await.expect("it answers"));
    assert_eq!(session::load(engine, [1; 32]).await.expect("it loads"), None);
}

#[tokio::test]
async fn a_session_past_its_time_is_none_does_not_come_back_and_is_swept_away() {
    let world = World::new().await;
    let engine = &world.engine;
    let (live, over) = (record(b"live", Duration::HOUR), record(b"over", -Duration::SECOND));
    assert!(session::save(engine, [1; 32], None, &live, true).await.expect("it saves"));
    assert!(session::save(engine, [2; 32], None, &over, true).await.expect("it saves"));
    assert_eq!(session::load(engine, [2; 32]).await.expect("it loads"), None);
    assert!(!session::save(engine, [2; 32], None, &live, false).await.expect("it answers"), "it is over");
    assert_eq!(session::delete_expired(engine).await.expect("it sweeps"), 1);
    assert_eq!(session::load(engine, [1; 32]).await.expect("it loads"), Some(live));
}

#[tokio::test]
async fn a_new_password_ends_the_old_one_and_every_session_of_that_person_alone() {
    let world = World::new().await;
    let other = user::create(&world.engine, &operator(), person("other@acme.test")).await.expect("it is made");
    let live = record(b"live", Duration::HOUR);
    for (id, user) in [(1, world.user), (2, world.user), (3, other)] {
        assert!(session::save(&world.engine, [id; 32], Some(user), &live, true).await.expect("it saves"));
    }
    let new = SecretString::from("a new and longer secret");
    user::set_password(&world.engine, &operator(), "OWNER@acme.test", &new).await.expect("it is set");
    for (id, there) in [(1, false), (2, false), (3, true)] {
        assert_eq!(session::load(&world.engine, [id; 32]).await.expect("it loads").is_some(), there, "session {id}");
    }
    assert!(matches!(sign_in(&world, EMAIL, PASSWORD, "a").await, Err(SignInError::Wrong)));
    assert_eq!(sign_in(&world, EMAIL, new.expose_secret(), "a").await.expect("it is right"), world.user);
    let unknown = user::set_password(&world.engine, &operator(), "nobody@acme.test", &new).await;
    assert!(matches!(unknown, Err(Error::NotFound)));
    assert!(matches!(user::set_password(&world.engine, &world.scope, EMAIL, &new).await, Err(Error::Denied(_))));
}

#[tokio::test]
async fn a_token_stands_for_its_person_in_its_tenant_with_its_scopes_until_it_is_revoked_or_over() {
    let world = World::new().await;
    let scopes = [TokenScope::NumbersWrite, TokenScope::JobsRead];
    let token =
        api_token::create(&world.engine, &operator(), world.tenant, world.user, "ci", &scopes).await.expect("made");
    let verify = async || api_token::verify(&world.engine, &token).await.expect("it answers");
    let identity = verify().await.expect("it is known");
    assert_eq!((identity.user, identity.tenant, identity.role), (world.user, world.tenant, Role::Owner));
    assert_eq!((identity.scopes.as_slice(), identity.platform_admin), (scopes.as_slice(), false));
    assert_eq!(world.figure("select count(*) as n from api_token where last_used_at is not null").await, 1);

    for (stroke, mend) in [
        ("update api_token set revoked_at = now()", "update api_token set revoked_at = null"),
        ("update api_token set expires_at = now() - interval '1 second'", "update api_token set expires_at = null"),
    ] {
        world.sql(stroke).await;
        assert_eq!(verify().await, None, "{stroke}");
        world.sql(mend).await;
        assert!(verify().await.is_some());
    }
    // A word that a later release wrote gives no right here.
    world.sql("update api_token set scopes = 'numbers:write dance'").await;
    assert_eq!(verify().await.expect("it is known").scopes, [TokenScope::NumbersWrite]);
    world.sql("delete from membership").await;
    assert_eq!(verify().await, None, "a token dies with the membership");
}

#[tokio::test]
async fn what_is_no_token_is_nobody() {
    let world = World::new().await;
    let long = format!("tl_{}", "a".repeat(200));
    for text in ["", "tl_", "tl_0000", "TL_00", "\0", long.as_str()] {
        let token = SecretString::from(text.to_owned());
        assert_eq!(api_token::verify(&world.engine, &token).await.expect("it answers"), None, "{text:?}");
    }
}

#[tokio::test]
async fn a_token_is_made_by_a_platform_admin_for_a_member_and_with_a_scope() {
    let world = World::new().await;
    let make = async |scope, tenant, scopes: &[TokenScope]| {
        api_token::create(&world.engine, scope, tenant, world.user, "ci", scopes).await.map(drop)
    };
    let (one, admin) = ([TokenScope::JobsRead], operator());
    assert!(matches!(make(&world.scope, world.tenant, &one).await, Err(Error::Denied(_))));
    assert!(matches!(make(&admin, TenantId::PLATFORM, &one).await, Err(Error::NotFound)));
    assert!(matches!(make(&admin, world.tenant, &[]).await, Err(Error::Invalid(_))));
    assert_eq!(world.figure("select count(*) as n from api_token").await, 0);
}

#[tokio::test]
async fn somebody_is_who_they_are_in_the_tenant_they_want_or_else_in_their_first() {
    let world = World::new().await;
    let (zebra, _, _) = world.other("zebra", Role::Owner).await;
    let (foreign, _, _) = world.other("foreign", Role::Owner).await;
    world.sql(&format!("insert into membership values ({zebra}, {}, 'viewer')", world.user)).await;
    let of = async |wanted| {
        let claim = Claim { user: world.user, tenant: wanted, acting: None };
        let found = identity::of_user(&world.engine, claim).await.expect("it answers").expect("somebody");
        (found.tenant, found.role, found.memberships.len())
    };
    assert_eq!(of(Some(zebra)).await, (zebra, Role::Viewer, 2));
    for wanted in [None, Some(foreign), Some(TenantId::PLATFORM), Some(TenantId(999))] {
        assert_eq!(of(wanted).await, (world.tenant, Role::Owner, 2), "{wanted:?}");
    }
    world.sql(&format!("delete from membership where tenant_id = {}", world.tenant)).await;
    assert_eq!(of(Some(world.tenant)).await, (zebra, Role::Viewer, 1), "who has left is not let in again");
}

#[tokio::test]
async fn a_platform_admin_without_a_tenant_stands_in_the_platform_and_nobody_else_without_one_stands_anywhere() {
    let world = World::new().await;
    let admin = NewUser { platform_admin: true, ..person("admin@acme.test") };
    let admin = user::create(&world.engine, &operator(), admin).await.expect("it is made");
    let claim = Claim { user: admin, tenant: Some(world.tenant), acting: None };
    let found = identity::of_user(&world.engine, claim).await.expect("it answers").expect("somebody");
    assert_eq!((found.tenant, found.role, found.platform_admin), (TenantId::PLATFORM, Role::Owner, true));
    assert_eq!((found.name.as_str(), found.theme.as_str()), ("admin", "system"));
    let loose = user::create(&world.engine, &operator(), person("loose@acme.test")).await.expect("it is made");
    for nobody in [loose, UserId(999)] {
        let claim = Claim { user: nobody, tenant: None, acting: None };
        assert_eq!(identity::of_user(&world.engine, claim).await.expect("it answers"), None);
    }
}
