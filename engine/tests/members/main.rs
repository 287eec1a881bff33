//! Members, invitations, companies and those who act in them, on a real database.

mod acting;
mod companies;
mod inviting;
mod limits;
mod standing;

use domain::Scope;
use domain::id::{TenantId, UserId};
use domain::scope::{Actor, RequestId, Role};
use engine::testing::{PASSWORD, World, operator};
use engine::user::{self, NewUser};

/// Another member of the first company.
async fn member(world: &World, name: &str, role: Role) -> (UserId, Scope) {
    let new = NewUser {
        email: format!("{name}@acme.test"),
        name: name.to_owned(),
        password: PASSWORD.to_owned().into(),
        platform_admin: false,
        membership: Some((world.tenant, role)),
        legacy_id: None,
    };
    let user = user::create(&world.engine, &operator(), new).await.expect("the member is made");
    (user, scope(world.tenant, user, role))
}

fn scope(tenant: TenantId, user: UserId, role: Role) -> Scope {
    Scope::establish(tenant, Actor::User(user), role, false, RequestId("test".into()))
}

/// A platform admin without a company.
async fn platform_admin(world: &World) -> Scope {
    let new = NewUser {
        email: "admin@platform.test".into(),
        name: "Pat Platform".into(),
        password: PASSWORD.to_owned().into(),
        platform_admin: true,
        membership: None,
        legacy_id: None,
    };
    let user = user::create(&world.engine, &operator(), new).await.expect("the admin is made");
    Scope::establish(TenantId::PLATFORM, Actor::User(user), Role::Owner, true, RequestId("test".into()))
}
