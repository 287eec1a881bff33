//! What of the day is about people and companies.

use super::{Day, account};
use domain::Scope;
use domain::account::ProfileDraft;
use domain::id::TenantId;
use domain::invitation::InvitationDraft;
use domain::scope::{Actor, RequestId, Role};
use domain::tenant::LimitsDraft;
use engine::invitation::{self, NewPerson};
use engine::session::Record;
use engine::testing::{PASSWORD, code_of, operator};
use engine::user::{self, NewUser, PasswordDraft, Proof, ProofDraft};
use engine::{acting, member, second_factor, session, tenant};
use secrecy::{ExposeSecret, SecretString};
use time::{Duration, OffsetDateTime};

fn invited(email: &str) -> InvitationDraft {
    InvitationDraft { email: email.into(), role: "agent".into(), days: String::new() }
}
/// What of the day is about people and companies; `new` is a company beside the first.
pub(super) async fn members(day: &mut Day<'_>, new: TenantId) {
    let world = day.world;
    let (engine, scope, admin) = (&world.engine, &world.scope, &operator());
    let there = admin.acting_in(new).expect("the operator may");

    let open = invitation::create(engine, scope, &invited("joins@acme.test")).await;
    let open = day.made("invitation.create", scope, open).await;
    day.refused("invitation.create", invitation::create(engine, scope, &invited("")).await).await;
    let person = NewPerson {
        name: "Joins".into(),
        password: PASSWORD.to_owned().into(),
        request: RequestId("test".into()),
        address: None,
    };
    let (joined, _) = invitation::accept_new(engine, &open.secret, &person).await.expect("it is accepted");
    let as_joined = Scope::establish(world.tenant, Actor::User(joined), Role::Agent, false, person.request.clone());
    day.made("invitation.accept", &as_joined, Ok(())).await;
    day.refused("invitation.accept", invitation::accept_new(engine, &open.secret, &person).await).await;
    let other = invitation::create(engine, scope, &invited("other@acme.test")).await;
    let other = day.made("invitation.create", scope, other).await.invitation.id;
    day.made("invitation.revoke", scope, invitation::revoke(engine, scope, other).await).await;
    day.refused("invitation.revoke", invitation::revoke(engine, scope, other).await).await;

    day.made("member.set_role", scope, member::set_role(engine, scope, joined, Role::Viewer).await).await;
    member::set_role(engine, scope, joined, Role::Viewer).await.expect("nothing changes");
    day.count("the role that was there").await;
    day.refused("member.set_role", member::set_role(engine, scope, world.user, Role::Viewer).await).await;
    day.made("member.suspend", scope, member::suspend(engine, scope, joined).await).await;
    day.refused("member.suspend", member::suspend(engine, scope, joined).await).await;
    day.made("member.resume", scope, member::resume(engine, scope, joined).await).await;
    day.made("member.remove", scope, member::remove(engine, scope, joined).await).await;
    day.refused("member.remove", member::remove(engine, scope, joined).await).await;
    day.made("member.add", &there, member::add(engine, admin, new, joined, Role::Owner).await).await;
    day.refused("member.add", member::add(engine, admin, new, joined, Role::Owner).await).await;

    let few = LimitsDraft { members: "5".into(), ..LimitsDraft::default() };
    day.made("tenant.set_limits", &there, tenant::set_limits(engine, admin, new, &few).await).await;
    day.refused("tenant.set_limits", tenant::set_limits(engine, scope, new, &few).await).await;
    day.made("tenant.suspend", &there, tenant::suspend(engine, admin, new, "asked for").await).await;
    day.refused("tenant.suspend", tenant::suspend(engine, admin, new, "asked for").await).await;
    day.made("tenant.resume", &there, tenant::resume(engine, admin, new).await).await;
    day.refused("tenant.resume", tenant::resume(engine, admin, new).await).await;

    let platform = Scope::establish(world.tenant, scope.actor(), Role::Owner, true, scope.request().clone());
    let acting = platform.acting_in(new).expect("a platform admin may");
    let proven = Proof::fresh(&platform, Some(0), 0).expect("they typed their password just now");
    day.made("acting.start", &acting, acting::start(engine, &platform, &proven, new, "a call for help").await).await;
    day.refused("acting.start", acting::start(engine, scope, &proven, new, "a call for help").await).await;
    day.made("acting.stop", &acting, acting::stop(engine, &acting).await).await;
    acting::stop(engine, &acting).await.expect("nothing is open");
    day.count("stopping twice").await;
}
/// What somebody does about their own account; the secrets that were told, which no entry may hold.
pub(super) async fn own_account(day: &mut Day<'_>) -> [SecretString; 2] {
    let world = day.world;
    let (engine, scope, admin) = (&world.engine, &world.scope, &operator());
    let secret = SecretString::from("another long secret");
    let profile = ProfileDraft {
        name: "Ada".into(),
        time_zone: "Europe/Paris".into(),
        density: "compact".into(),
        theme: "dark".into(),
    };
    day.made("user.edit_profile", scope, user::edit_profile(engine, scope, &profile).await).await;
    let nameless = ProfileDraft { name: String::new(), ..profile };
    day.refused("user.edit_profile", user::edit_profile(engine, scope, &nameless).await).await;
    let typed = |password: &str| ProofDraft {
        password: password.to_owned().into(),
        code: String::new(),
        address: String::new(),
    };
    let change = PasswordDraft { current: typed(PASSWORD), new: "another long secret".into() };
    let changed = user::change_password(engine, scope, &change, None).await;
    let (proof, _) = day.made("user.change_password", scope, changed).await;
    day.refused("user.change_password", user::change_password(engine, scope, &change, None).await).await;
    second_factor::begin(engine, scope, &proof).await.expect("it begins");
    day.count("beginning, which changes nothing").await;
    let begun = second_factor::begun(engine, scope, &proof).await.expect("it answers").expect("it waits");
    let code = code_of(begun.secret.expose_secret(), 0);
    let on = second_factor::confirm(engine, scope, &proof, &code, None).await;
    day.made("second_factor.turn_on", scope, on).await;
    day.refused("second_factor.turn_on", second_factor::confirm(engine, scope, &proof, &code, None).await).await;
    let codes = second_factor::renew_codes(engine, scope, &proof).await;
    day.made("second_factor.renew_codes", scope, codes).await;
    day.made("second_factor.turn_off", scope, second_factor::turn_off(engine, scope, &proof, None).await).await;
    day.refused("second_factor.turn_off", second_factor::turn_off(engine, scope, &proof, None).await).await;
    let live = Record { data: b"{}".to_vec(), expires_at: OffsetDateTime::now_utc() + Duration::HOUR };
    session::save(engine, [1; 32], Some(world.user), &live, true).await.expect("it saves");
    day.made("session.end", scope, session::end_own(engine, scope, &proof, [1; 32]).await).await;
    day.refused("session.end", session::end_own(engine, scope, &proof, [1; 32]).await).await;
    day.made("session.end_others", scope, session::end_others(engine, scope, &proof, None).await).await;

    let mate = NewUser { membership: Some((world.tenant, Role::Agent)), ..account("mate@acme.test") };
    let mate = day.made("user.create", admin, user::create(engine, admin, mate).await).await;
    let link = user::make_reset_link(engine, scope, &proof, mate, true).await;
    let link = day.made("user.make_reset_link", scope, link).await.secret;
    day.refused("user.make_reset_link", user::make_reset_link(engine, scope, &proof, world.user, true).await).await;
    let mates = Scope::establish(world.tenant, Actor::User(mate), Role::Agent, false, RequestId("test".into()));
    let short = user::reset_password(engine, &mates, &link, &"short".into()).await;
    day.refused("user.reset_password", short).await;
    let reset = user::reset_password(engine, &mates, &link, &secret).await;
    day.made("user.reset_password", &mates, reset).await;
    [link, begun.secret]
}
