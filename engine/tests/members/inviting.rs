//! Invitations: a link works once, for one address, while it is open, and nobody finds it in the database.

use super::{member, scope};
use domain::id::UserId;
use domain::invitation::{InvitationDraft, InvitationState};
use domain::scope::{RequestId, Role};
use engine::invitation::{self, MadeInvitation, NewPerson, Offer, Query};
use engine::testing::{PASSWORD, World, operator};
use engine::user::{self, SignIn};
use engine::{Error, Result, tenant};
use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;

fn draft(email: &str, role: Role) -> InvitationDraft {
    InvitationDraft { email: email.into(), role: role.as_str().into(), days: "1".into() }
}

async fn invite(world: &World, email: &str) -> MadeInvitation {
    invitation::create(&world.engine, &world.scope, &draft(email, Role::Agent)).await.expect("it is made")
}

fn person(name: &str) -> NewPerson {
    NewPerson {
        name: name.into(),
        password: PASSWORD.to_owned().into(),
        request: RequestId("test".into()),
        address: None,
    }
}

async fn join(world: &World, secret: &SecretString) -> Result<(UserId, Offer)> {
    invitation::accept_new(&world.engine, secret, &person("Ann Lee")).await
}

#[tokio::test]
async fn a_new_person_joins_by_the_link_with_the_role_in_it_and_signs_in() {
    let world = World::new().await;
    let made = invite(&world, "ann@acme.test").await;
    let offer = invitation::look(&world.engine, &made.secret).await.expect("it is open");
    assert_eq!((offer.email.as_str(), offer.role, offer.tenant), ("ann@acme.test", Role::Agent, world.tenant));
    let (user, _) = join(&world, &made.secret).await.expect("they join");
    let joined = engine::member::get(&world.engine, &world.scope, user).await.expect("they belong");
    assert_eq!((joined.name.as_str(), joined.role), ("Ann Lee", Role::Agent));
    let sign_in =
        SignIn { email: "ann@acme.test".into(), password: PASSWORD.to_owned().into(), address: String::new() };
    assert_eq!(user::sign_in(&world.engine, &sign_in).await.expect("they sign in").user, user);
}

#[tokio::test]
async fn a_link_works_once_also_when_two_come_at_the_same_moment() {
    let world = World::new().await;
    let made = invite(&world, "ann@acme.test").await;
    let all = futures::future::join_all((0..4).map(|_| join(&world, &made.secret))).await;
    assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 1, "{all:?}");
    assert_eq!(world.figure("select count(*) as n from app_user where email = 'ann@acme.test'").await, 1);
    assert!(matches!(invitation::look(&world.engine, &made.secret).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_revoked_an_expired_and_a_replaced_link_lead_nowhere_and_so_does_one_of_a_suspended_company() {
    let world = World::new().await;
    let revoked = invite(&world, "ann@acme.test").await;
    invitation::revoke(&world.engine, &world.scope, revoked.invitation.id).await.expect("it is revoked");
    let replaced = invite(&world, "bob@acme.test").await;
    let again = invite(&world, "BOB@acme.test").await;
    let expired = invite(&world, "cat@acme.test").await;
    world.sql("update invitation set expires_at = now() where email like 'cat%'").await;
    for secret in [&revoked.secret, &replaced.secret, &expired.secret] {
        assert!(matches!(join(&world, secret).await, Err(Error::NotFound)));
    }
    tenant::suspend(&world.engine, &operator(), world.tenant, "asked for").await.expect("it is suspended");
    assert!(matches!(join(&world, &again.secret).await, Err(Error::NotFound)));
    tenant::resume(&world.engine, &operator(), world.tenant).await.expect("it is open");
    join(&world, &again.secret).await.expect("the newest works");

    let list = async |ended| {
        let query = Query { ended, ..Query::default() };
        let page = invitation::list(&world.engine, &world.scope, &query).await.expect("it lists");
        page.rows.into_iter().map(|one| one.state(OffsetDateTime::now_utc())).collect::<Vec<_>>()
    };
    assert_eq!(list(false).await, []);
    use InvitationState::{Accepted, Expired, Revoked};
    assert_eq!(list(true).await, [Expired, Accepted, Revoked, Revoked]);
}

#[tokio::test]
async fn only_who_signs_in_with_the_address_accepts_for_an_account_that_is_there() {
    let world = World::new().await;
    let (other, stranger, theirs) = world.other("other", Role::Owner).await;
    let made = invite(&world, "owner@OTHER.test").await;
    let taken = join(&world, &made.secret).await;
    assert!(matches!(&taken, Err(Error::Invalid(errors)) if !errors.at("email").is_empty()), "{taken:?}");
    let (_, ann) = member(&world, "ann", Role::Agent).await;
    let refused = invitation::accept(&world.engine, &ann, &made.secret).await;
    assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
    invitation::accept(&world.engine, &theirs, &made.secret).await.expect("it is theirs");
    let joined = engine::member::get(&world.engine, &world.scope, stranger).await.expect("they belong");
    assert_eq!(joined.role, Role::Agent);
    let audited = format!(
        "select count(*) as n from audit_entry where tenant_id = {} and verb = 'invitation.accept' and user_id = {stranger}",
        world.tenant
    );
    assert_eq!(world.figure(&audited).await, 1, "it is told in the company they joined");
    assert_eq!(world.figure(&format!("select count(*) as n from membership where tenant_id = {other}")).await, 1);
}

#[tokio::test]
async fn an_admin_invites_no_owner_and_nobody_invites_a_member() {
    let world = World::new().await;
    let (_, admin) = member(&world, "adam", Role::Admin).await;
    let (_, agent) = member(&world, "ann", Role::Agent).await;
    let refused = invitation::create(&world.engine, &admin, &draft("new@acme.test", Role::Owner)).await;
    assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
    invitation::create(&world.engine, &world.scope, &draft("new@acme.test", Role::Owner)).await.expect("an owner may");
    let refused = invitation::create(&world.engine, &agent, &draft("new@acme.test", Role::Viewer)).await;
    assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
    let refused = invitation::create(&world.engine, &admin, &draft("ADAM@acme.test", Role::Agent)).await;
    assert!(matches!(&refused, Err(Error::Invalid(errors)) if !errors.at("email").is_empty()), "{refused:?}");
}

#[tokio::test]
async fn the_secret_is_in_no_table_and_what_is_no_secret_is_looked_for_in_none() {
    let world = World::new().await;
    let made = invite(&world, "ann@acme.test").await;
    let secret = made.secret.expose_secret();
    assert_eq!(secret.len(), invitation::PREFIX.len() + 64);
    let bare = secret.strip_prefix(invitation::PREFIX).expect("it has its beginning");
    for table in ["invitation", "audit_entry"] {
        let held = format!("select count(*) as n from {table} t where position('{bare}' in t::text) > 0");
        assert_eq!(world.figure(&held).await, 0, "{table}");
    }
    for wrong in ["", "x", "tl_invite_", &secret[..secret.len() - 1], &"tl_invite_\0".repeat(50)] {
        let looked = invitation::look(&world.engine, &SecretString::from(wrong)).await;
        assert!(matches!(looked, Err(Error::NotFound)), "{wrong:?}");
    }
    let stranger = scope(world.tenant, UserId(999), Role::Owner);
    let refused = invitation::accept(&world.engine, &stranger, &made.secret).await;
    assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
}

#[tokio::test]
async fn a_new_persons_name_and_password_are_asked_for_at_their_fields_and_the_link_stays_open() {
    let world = World::new().await;
    let made = invite(&world, "ann@acme.test").await;
    let nobody = NewPerson { password: "short".to_owned().into(), ..person(" ") };
    let refused = invitation::accept_new(&world.engine, &made.secret, &nobody).await;
    let Err(Error::Invalid(errors)) = refused else { panic!("{refused:?}") };
    assert!(!errors.at("name").is_empty() && !errors.at("password").is_empty(), "{errors}");
    join(&world, &made.secret).await.expect("it is still open");
}
